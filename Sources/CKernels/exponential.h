// exp for loops that the compiler can vectorize; the same bits on every platform.
#ifndef EXPONENTIAL_H
#define EXPONENTIAL_H

#include "cpu_dispatch.h"

/// e to the x within 2 units in the last place; below -87 it stays at e^-87, above 88 at e^88.
///
/// x = n ln 2 + r with |r| <= ln 2 / 2; the polynomial for e^r is that of Cephes' expf.
INLINE float exponential(float x) {
  x = x < -87.0f ? -87.0f : x;
  x = x > 88.0f ? 88.0f : x;
  const float magic = 12582912.0f; // 1.5 * 2^23: adding it rounds to a whole number
  const float shifted = x * 1.44269504f + magic;
  const float n = shifted - magic;
  const float r = x - n * 0.693359375f - n * -2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1.0f;
  union {
    int32_t bits;
    float value;
  } power = {.bits = ((int32_t)n + 127) << 23};
  return p * power.value;
}

INLINE float logistic(float x) { return 1.0f / (1.0f + exponential(-x)); }

#endif
