// The product of bfloat16 weights with columns that are rounded to bfloat16 too.
//
// One instruction of newer processors adds the products of a pair: first the second product, then
// the first, each rounded to float. A product of two bfloat16 numbers is exact in float, so all
// other processors get the same bits with two multiplications and additions in that order, fused or
// not.
#include "matmul.h"

#if defined(KERNELS_X86)
#include <immintrin.h>
#endif

#define PARAMETERS                                                                                 \
  (float *y, size_t y_stride, const uint16_t *W, const void *x, size_t rows, size_t in,            \
   size_t columns)

/// Numbers smaller than the smallest normal one are zero: that instruction takes them for it.
INLINE uint32_t rounded_bits(float x) {
  union {
    float value;
    uint32_t bits;
  } number = {.value = x};
  const uint32_t rounded = (number.bits + 0x7FFFu + (number.bits >> 16 & 1u)) >> 16;
  const uint32_t normal = number.bits & 0x7F800000u ? rounded : 0;
  return x == x ? normal : 0x7FC0u;
}

// MARK: - Columns as floats

INLINE void columns_as_floats(void *prepared, const float *x, size_t in) {
  uint32_t *y = prepared;
  for (size_t i = 0; i < in; i++) y[i] = rounded_bits(x[i]) << 16;
}

FOR_EACH_LEVEL(kernels_prepare_bf16, (void *prepared, const float *x, size_t in),
               columns_as_floats(prepared, x, in))

INLINE float bfloat16(uint16_t bits) {
  union {
    uint32_t bits;
    float value;
  } number = {.bits = (uint32_t)bits << 16};
  return number.value;
}

void kernels_matmul_bf16_plain PARAMETERS {
  for (size_t first = 0; first < rows; first += KERNELS_STRIP * KERNELS_PANEL) {
    const size_t panels = panels_of_strip(rows, first);
    for (size_t p = 0; p < panels; p++) {
      for (size_t c = 0; c < columns; c++) {
        const float *column = (const float *)((const char *)x + c * prepared_stride(in));
        float sums[KERNELS_PANEL] = {0};
        for (size_t i = 0; i < in; i += 2) {
          const uint16_t *pairs = W + first * in + (i * panels + 2 * p) * KERNELS_PANEL;
          for (size_t row = 0; row < KERNELS_PANEL; row++) {
            sums[row] += bfloat16(pairs[2 * row + 1]) * column[i + 1];
            sums[row] += bfloat16(pairs[2 * row]) * column[i];
          }
        }
        const size_t start = first + p * KERNELS_PANEL;
        store_rows(y + c * y_stride + start, sums, rows - start);
      }
    }
  }
}

/// A bfloat16 is the upper half of a float, so a pair of them is two floats by a shift and a mask.
INLINE void tile(float *y, size_t y_stride, const uint16_t *W, size_t panels, const void *x,
                 size_t rows, size_t in, int is_first, const size_t P, const size_t N) {
  const size_t x_stride = prepared_stride(in) / sizeof(float);
  const float *columns = x;
  tile_sums sums;
  clear(sums, P, N);
  for (size_t i = 0; i < in; i += 2) {
    UNROLL for (size_t p = 0; p < P; p++) {
      const uint16_t *source = W + (i * panels + 2 * p) * KERNELS_PANEL;
      const uvec pairs = *(const uvec *)source;
      FETCH_AHEAD(source, P, N, is_first);
      const vec even = (vec)(pairs << 16), odd = (vec)(pairs & 0xFFFF0000u);
      UNROLL for (size_t n = 0; n < N; n++) sums[p][n] += odd * columns[n * x_stride + i + 1];
      UNROLL for (size_t n = 0; n < N; n++) sums[p][n] += even * columns[n * x_stride + i];
    }
  }
  store(y, y_stride, sums, rows, P, N);
}

#define TILE_BY(tile, P, N)                                                                        \
  const size_t start = first + p * KERNELS_PANEL;                                                  \
  tile(y + c * y_stride + start, y_stride, W + first * in + 2 * p * KERNELS_PANEL, panels,         \
       (const char *)x + c * prepared_stride(in), rows - start, in, c == 0, (P), (N));
#define TILE(P, N) TILE_BY(tile, P, N)

#if defined(KERNELS_X86)
DEFINE_MATMUL(kernels_matmul_bf16_avx512, AVX512, TILE, 2, 4, 4, 4)
DEFINE_MATMUL(kernels_matmul_bf16_avx2, AVX2, TILE, 0, 1, 2, 4)
#elif defined(KERNELS_ARM64)
DEFINE_MATMUL(kernels_matmul_bf16_neon, , TILE, 0, 1, 2, 4)
#endif

// MARK: - Columns as pairs of bfloat16

#if defined(KERNELS_X86)
typedef int pair_of_bf16 __attribute__((aligned(2), may_alias));

AVX512_BF16 void kernels_prepare_bf16_avx512_bf16(void *prepared, const float *x, size_t in) {
  uint16_t *y = prepared;
  size_t i = 0;
  for (; i + 32 <= in; i += 32) {
    const __m512bh both = _mm512_cvtne2ps_pbh(_mm512_loadu_ps(x + i + 16), _mm512_loadu_ps(x + i));
    _mm512_storeu_si512(y + i, (__m512i)both);
  }
  for (; i < in; i++) y[i] = (uint16_t)rounded_bits(x[i]);
}

/// One instruction multiplies two inputs of sixteen rows and adds both: twice what `tile` does in
/// the same time.
AVX512_BF16 INLINE void tile_of_pairs(float *y, size_t y_stride, const uint16_t *W, size_t panels,
                                      const void *x, size_t rows, size_t in, int is_first,
                                      const size_t P, const size_t N) {
  const size_t x_stride = prepared_stride(in) / sizeof(uint16_t);
  const uint16_t *columns = x;
  tile_sums sums;
  clear(sums, P, N);
  for (size_t i = 0; i < in; i += 2) {
    UNROLL for (size_t p = 0; p < P; p++) {
      const uint16_t *source = W + (i * panels + 2 * p) * KERNELS_PANEL;
      const __m512bh weights = (__m512bh)_mm512_loadu_si512(source);
      FETCH_AHEAD(source, P, N, is_first);
      UNROLL for (size_t n = 0; n < N; n++) {
        const pair_of_bf16 pair = *(const pair_of_bf16 *)(columns + n * x_stride + i);
        sums[p][n] =
            (vec)_mm512_dpbf16_ps((__m512)sums[p][n], weights, (__m512bh)_mm512_set1_epi32(pair));
      }
    }
  }
  store(y, y_stride, sums, rows, P, N);
}

#define TILE_OF_PAIRS(P, N) TILE_BY(tile_of_pairs, P, N)
DEFINE_MATMUL(kernels_matmul_bf16_avx512_bf16, AVX512_BF16, TILE_OF_PAIRS, 2, 4, 4, 4)
#endif
