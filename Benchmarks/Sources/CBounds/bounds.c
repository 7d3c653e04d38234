// Loops that do nothing but read, or nothing but multiply and add.
#include "bounds.h"

#if defined(__AVX512BF16__) && defined(__AVX512VNNI__)
#include <immintrin.h>
#endif

#if defined(__AVX512F__)
enum { VECTOR = 64 };
#elif defined(__AVX__)
enum { VECTOR = 32 };
#else
enum { VECTOR = 16 };
#endif

typedef uint64_t words __attribute__((vector_size(VECTOR)));
typedef float floats __attribute__((vector_size(VECTOR)));

#define UNROLL _Pragma("clang loop unroll(full)")

uint64_t bounds_read(const uint64_t *numbers, size_t bytes) {
  enum { PARTS = 8 };
  const words *vectors = (const words *)numbers;
  words sums[PARTS] = {{0}};
  for (size_t i = 0; i < bytes / VECTOR; i += PARTS) {
    UNROLL for (size_t part = 0; part < PARTS; part++) sums[part] += vectors[i + part];
  }
  uint64_t sum = 0;
  for (size_t part = 0; part < PARTS; part++)
    for (size_t lane = 0; lane < VECTOR / sizeof(uint64_t); lane++) sum += sums[part][lane];
  return sum;
}

/// Enough sums that do not wait for each other, few enough for sixteen registers.
enum { CHAINS = 12 };

float bounds_multiply_add(float factor, float addend, size_t rounds) {
  const floats factors = (floats){0} + factor, addends = (floats){0} + addend;
  floats sums[CHAINS];
  for (size_t chain = 0; chain < CHAINS; chain++) sums[chain] = addends + (float)chain;
  for (size_t round = 0; round < rounds; round++) {
    UNROLL for (size_t chain = 0; chain < CHAINS; chain++) {
      sums[chain] = sums[chain] * factors + addends;
    }
  }
  float sum = 0;
  for (size_t chain = 0; chain < CHAINS; chain++)
    for (size_t lane = 0; lane < VECTOR / sizeof(float); lane++) sum += sums[chain][lane];
  return sum;
}

size_t bounds_operations(void) { return 2 * CHAINS * VECTOR / sizeof(float); }

#if defined(__AVX512BF16__) && defined(__AVX512VNNI__)
float bounds_multiply_bf16(float factor, float addend, size_t rounds) {
  const __m512bh factors = _mm512_cvtne2ps_pbh(_mm512_set1_ps(factor), _mm512_set1_ps(factor));
  __m512 sums[CHAINS];
  for (size_t chain = 0; chain < CHAINS; chain++) sums[chain] = _mm512_set1_ps(addend);
  for (size_t round = 0; round < rounds; round++) {
    UNROLL for (size_t chain = 0; chain < CHAINS; chain++) {
      sums[chain] = _mm512_dpbf16_ps(sums[chain], factors, factors);
    }
  }
  float sum = 0;
  for (size_t chain = 0; chain < CHAINS; chain++) sum += _mm512_reduce_add_ps(sums[chain]);
  return sum;
}

float bounds_multiply_int8(float factor, float addend, size_t rounds) {
  const __m512i factors = _mm512_set1_epi8((char)(2 * factor));
  __m512i sums[CHAINS];
  for (size_t chain = 0; chain < CHAINS; chain++) sums[chain] = _mm512_set1_epi32((int)addend);
  for (size_t round = 0; round < rounds; round++) {
    UNROLL for (size_t chain = 0; chain < CHAINS; chain++) {
      sums[chain] = _mm512_dpbusd_epi32(sums[chain], factors, factors);
    }
  }
  float sum = 0;
  for (size_t chain = 0; chain < CHAINS; chain++)
    sum += (float)_mm512_reduce_add_epi32(sums[chain]);
  return sum;
}

size_t bounds_operations_bf16(void) { return 2 * CHAINS * VECTOR / sizeof(uint16_t); }
size_t bounds_operations_int8(void) { return 2 * CHAINS * VECTOR; }
#else
float bounds_multiply_bf16(float factor, float addend, size_t rounds) {
  return bounds_multiply_add(factor, addend, rounds);
}
float bounds_multiply_int8(float factor, float addend, size_t rounds) {
  return bounds_multiply_add(factor, addend, rounds);
}
size_t bounds_operations_bf16(void) { return bounds_operations(); }
size_t bounds_operations_int8(void) { return bounds_operations(); }
#endif
