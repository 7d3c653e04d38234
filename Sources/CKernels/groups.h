// Columns rounded to eight bits, a scale for each group of numbers.
#ifndef GROUPS_H
#define GROUPS_H

#include "cpu_dispatch.h"

/// Four quotients.
typedef int32_t quad __attribute__((aligned(1), may_alias));
/// Sixteen whole numbers, or as many times four small ones.
typedef int32_t ivec __attribute__((vector_size(64), aligned(1), may_alias));

/// Rounds `size` numbers to quotients of -127 to 127: number i is quotients[i] * scale. Gives the
/// quotients' sum.
INLINE int32_t round_group(int8_t *quotients, float *scale, const float *x, const size_t size) {
  uint32_t largest = 0;
  for (size_t i = 0; i < size; i++) {
    union {
      float value;
      uint32_t bits;
    } number = {.value = x[i]};
    const uint32_t magnitude = number.bits & 0x7FFFFFFFu;
    largest = magnitude > largest ? magnitude : largest;
  }
  union {
    uint32_t bits;
    float value;
  } bound = {.bits = largest};
  *scale = bound.value / 127.0f;
  // Where all are next to nothing the quotients are zero, and where one is no number the scale is
  // none.
  const float inverse = *scale > 1e-37f && *scale < 1e37f ? 1.0f / *scale : 0.0f;
  int32_t sum = 0;
  for (size_t i = 0; i < size; i++) {
    const float magic = 12582912.0f; // 1.5 * 2^23: adding it rounds to a whole number
    const float scaled = inverse == 0.0f ? 0.0f : x[i] * inverse;
    const int32_t quotient = (int32_t)((scaled + magic) - magic);
    quotients[i] = (int8_t)quotient;
    sum += quotient;
  }
  return sum;
}

#endif
