// The products of packed weights with columns of numbers: nearly all of the model's work.
#include "levels.h"

#if defined(KERNELS_X86)
#include <immintrin.h>

typedef int pair_of_bf16 __attribute__((aligned(2), may_alias));
#endif

// MARK: - Plain

INLINE float bfloat16(uint16_t bits) {
  union {
    uint32_t bits;
    float value;
  } number = {.bits = (uint32_t)bits << 16};
  return number.value;
}

INLINE void store_rows(float *y, const float *sums, size_t rows) {
  for (size_t row = 0; row < KERNELS_PANEL && row < rows; row++) y[row] = sums[row];
}

void kernels_matmul_f32_plain(float *y, size_t y_stride, const float *W, const float *x,
                              size_t x_stride, size_t rows, size_t in, size_t columns) {
  for (size_t panel = 0; panel < rows; panel += KERNELS_PANEL) {
    for (size_t column = 0; column < columns; column++) {
      float sums[KERNELS_PANEL] = {0};
      for (size_t i = 0; i < in; i++)
        for (size_t row = 0; row < KERNELS_PANEL; row++)
          sums[row] += W[panel * in + i * KERNELS_PANEL + row] * x[column * x_stride + i];
      store_rows(y + column * y_stride + panel, sums, rows - panel);
    }
  }
}

void kernels_matmul_bf16_plain(float *y, size_t y_stride, const uint16_t *W, const float *x,
                               size_t x_stride, size_t rows, size_t in, size_t columns) {
  for (size_t panel = 0; panel < rows; panel += KERNELS_PANEL) {
    for (size_t column = 0; column < columns; column++) {
      float sums[KERNELS_PANEL] = {0};
      for (size_t i = 0; i < in; i++)
        for (size_t row = 0; row < KERNELS_PANEL; row++)
          sums[row] += bfloat16(W[panel * in + i / 2 * 2 * KERNELS_PANEL + 2 * row + i % 2]) *
                       x[column * x_stride + i];
      store_rows(y + column * y_stride + panel, sums, rows - panel);
    }
  }
}

void kernels_matmul_rounded_plain(float *y, size_t y_stride, const uint16_t *W, const uint16_t *x,
                                  size_t x_stride, size_t rows, size_t in, size_t columns) {
  for (size_t panel = 0; panel < rows; panel += KERNELS_PANEL) {
    for (size_t column = 0; column < columns; column++) {
      float sums[KERNELS_PANEL] = {0};
      for (size_t i = 0; i < in; i++)
        for (size_t row = 0; row < KERNELS_PANEL; row++)
          sums[row] += bfloat16(W[panel * in + i / 2 * 2 * KERNELS_PANEL + 2 * row + i % 2]) *
                       bfloat16(x[column * x_stride + i]);
      store_rows(y + column * y_stride + panel, sums, rows - panel);
    }
  }
}

// MARK: - Tiles

#define UNROLL _Pragma("clang loop unroll(full)")

/// With one or two columns the weights come too late: asks for those of the next strip, to the second-level cache.
#define FETCH_AHEAD(W, N)                                                                          \
  if ((N) <= 2) __builtin_prefetch((W) + 4 * in * KERNELS_PANEL, 0, 2)

INLINE void clear(vec (*sums)[4], const size_t P, const size_t N) {
  UNROLL for (size_t p = 0; p < P; p++) UNROLL for (size_t n = 0; n < N; n++) sums[p][n] = (vec){0};
}

/// The rows that there are; the last panel may have fewer than sixteen.
INLINE void store(float *y, size_t y_stride, vec (*sums)[4], size_t rows, const size_t P,
                  const size_t N) {
  UNROLL for (size_t p = 0; p < P; p++) UNROLL for (size_t n = 0; n < N; n++) {
    float *target = y + n * y_stride + p * KERNELS_PANEL;
    if (rows >= (p + 1) * KERNELS_PANEL) {
      *(vec *)target = sums[p][n];
    } else {
      const vec last = sums[p][n];
      for (size_t row = 0; row < rows - p * KERNELS_PANEL; row++) target[row] = last[row];
    }
  }
}

/// The sums of `P` panels times `N` columns stay in registers while their inputs go by once.
INLINE void tile_f32(float *y, size_t y_stride, const float *W, const float *x, size_t x_stride,
                     size_t rows, size_t in, const size_t P, const size_t N) {
  vec sums[4][4];
  clear(sums, P, N);
  for (size_t i = 0; i < in; i++) {
    UNROLL for (size_t p = 0; p < P; p++) {
      const vec weights = *(const vec *)(W + (p * in + i) * KERNELS_PANEL);
      FETCH_AHEAD(W + (p * in + i) * KERNELS_PANEL, N);
      UNROLL for (size_t n = 0; n < N; n++) sums[p][n] += weights * x[n * x_stride + i];
    }
  }
  store(y, y_stride, sums, rows, P, N);
}

/// A bfloat16 is the upper half of a float, so a pair of them is two floats by a shift and a mask.
INLINE void tile_bf16(float *y, size_t y_stride, const uint16_t *W, const float *x, size_t x_stride,
                      size_t rows, size_t in, const size_t P, const size_t N) {
  vec sums[4][4];
  clear(sums, P, N);
  for (size_t i = 0; i < in; i += 2) {
    UNROLL for (size_t p = 0; p < P; p++) {
      const uvec pairs = *(const uvec *)(W + (p * in + i) * KERNELS_PANEL);
      FETCH_AHEAD(W + (p * in + i) * KERNELS_PANEL, N);
      const vec even = (vec)(pairs << 16), odd = (vec)(pairs & 0xFFFF0000u);
      UNROLL for (size_t n = 0; n < N; n++) sums[p][n] += even * x[n * x_stride + i];
      UNROLL for (size_t n = 0; n < N; n++) sums[p][n] += odd * x[n * x_stride + i + 1];
    }
  }
  store(y, y_stride, sums, rows, P, N);
}

#if defined(KERNELS_X86)
/// One instruction multiplies two inputs of sixteen rows and adds both: twice what `tile_bf16` does in the same time.
AVX512_BF16 INLINE void tile_rounded(float *y, size_t y_stride, const uint16_t *W,
                                     const uint16_t *x, size_t x_stride, size_t rows, size_t in,
                                     const size_t P, const size_t N) {
  vec sums[4][4];
  clear(sums, P, N);
  for (size_t i = 0; i < in; i += 2) {
    UNROLL for (size_t p = 0; p < P; p++) {
      const __m512bh weights = (__m512bh)_mm512_loadu_si512(W + (p * in + i) * KERNELS_PANEL);
      UNROLL for (size_t n = 0; n < N; n++) {
        const __m512bh pair =
            (__m512bh)_mm512_set1_epi32(*(const pair_of_bf16 *)(x + n * x_stride + i));
        sums[p][n] = (vec)_mm512_dpbf16_ps((__m512)sums[p][n], weights, pair);
      }
    }
  }
  store(y, y_stride, sums, rows, P, N);
}
#endif

// MARK: - All rows and columns

/// The rows from `row` to `end` times `N` columns from `c` on, `P` panels at a time.
#define PANELS(tile, P, N)                                                                         \
  for (; row + (P) * KERNELS_PANEL <= end; row += (P) * KERNELS_PANEL)                             \
  tile(y + c * y_stride + row, y_stride, W + row * in, x + c * x_stride, x_stride, rows - row, in, \
       (P), (N))

/// The rows of one strip times `N` columns at a time.
#define COLUMNS(tile, P, N)                                                                        \
  for (; c + (N) <= columns; c += (N)) {                                                           \
    size_t row = first;                                                                            \
    PANELS(tile, P, N);                                                                            \
    if ((P) > 2) PANELS(tile, 2, N);                                                               \
    if ((P) > 1) PANELS(tile, 1, N);                                                               \
  }

/// A strip of four panels stays in the cache while all columns go by: by four, P4 panels at a time, then by two, then
/// one.
#define MATMUL(tile, P4, P2, P1)                                                                   \
  for (size_t first = 0; first < rows; first += 4 * KERNELS_PANEL) {                               \
    const size_t left = (rows - first + KERNELS_PANEL - 1) / KERNELS_PANEL;                        \
    const size_t end = first + (left < 4 ? left : 4) * KERNELS_PANEL;                              \
    size_t c = 0;                                                                                  \
    COLUMNS(tile, P4, 4)                                                                           \
    COLUMNS(tile, P2, 2)                                                                           \
    COLUMNS(tile, P1, 1)                                                                           \
  }

#define F32                                                                                        \
  (float *y, size_t y_stride, const float *W, const float *x, size_t x_stride, size_t rows,        \
   size_t in, size_t columns)
#define BF16                                                                                       \
  (float *y, size_t y_stride, const uint16_t *W, const float *x, size_t x_stride, size_t rows,     \
   size_t in, size_t columns)

#if defined(KERNELS_X86)
AVX512 void kernels_matmul_f32_avx512 F32 { MATMUL(tile_f32, 4, 4, 4); }
AVX512 void kernels_matmul_bf16_avx512 BF16 { MATMUL(tile_bf16, 4, 4, 4); }
AVX2 void kernels_matmul_f32_avx2 F32 { MATMUL(tile_f32, 1, 2, 4); }
AVX2 void kernels_matmul_bf16_avx2 BF16 { MATMUL(tile_bf16, 1, 2, 4); }
AVX512_BF16 void kernels_matmul_rounded_avx512_bf16(float *y, size_t y_stride, const uint16_t *W,
                                                    const uint16_t *x, size_t x_stride, size_t rows,
                                                    size_t in, size_t columns) {
  MATMUL(tile_rounded, 4, 4, 4);
}
#elif defined(KERNELS_ARM64)
void kernels_matmul_f32_neon F32 { MATMUL(tile_f32, 1, 2, 4); }
void kernels_matmul_bf16_neon BF16 { MATMUL(tile_bf16, 1, 2, 4); }
#endif
