// The products of packed weights with columns of numbers: nearly all of the model's work.
#include "levels.h"

// MARK: - Plain

INLINE float bfloat16(uint16_t bits) {
  union {
    uint32_t bits;
    float value;
  } number = {.bits = (uint32_t)bits << 16};
  return number.value;
}

INLINE void store(float *y, const float *sums, size_t left) {
  for (size_t row = 0; row < KERNELS_PANEL && row < left; row++) y[row] = sums[row];
}

void kernels_matmul_f32_plain(float *y, size_t y_stride, const float *W, const float *x, size_t x_stride,
                              size_t rows, size_t in, size_t columns) {
  for (size_t panel = 0; panel < rows; panel += KERNELS_PANEL) {
    for (size_t column = 0; column < columns; column++) {
      float sums[KERNELS_PANEL] = {0};
      for (size_t i = 0; i < in; i++)
        for (size_t row = 0; row < KERNELS_PANEL; row++)
          sums[row] += W[panel * in + i * KERNELS_PANEL + row] * x[column * x_stride + i];
      store(y + column * y_stride + panel, sums, rows - panel);
    }
  }
}

void kernels_matmul_bf16_plain(float *y, size_t y_stride, const uint16_t *W, const float *x, size_t x_stride,
                               size_t rows, size_t in, size_t columns) {
  for (size_t panel = 0; panel < rows; panel += KERNELS_PANEL) {
    for (size_t column = 0; column < columns; column++) {
      float sums[KERNELS_PANEL] = {0};
      for (size_t i = 0; i < in; i++)
        for (size_t row = 0; row < KERNELS_PANEL; row++)
          sums[row] += bfloat16(W[panel * in + i / 2 * 2 * KERNELS_PANEL + 2 * row + i % 2]) *
                       x[column * x_stride + i];
      store(y + column * y_stride + panel, sums, rows - panel);
    }
  }
}

// MARK: - Tiles

/// The sums of `P` panels times `N` columns stay in registers while their inputs go by once.
INLINE void tile_f32(float *y, size_t y_stride, const float *W, const float *x, size_t x_stride, size_t in,
                     size_t left, const size_t P, const size_t N) {
  vec sums[4][4];
#pragma clang loop unroll(full)
  for (size_t p = 0; p < P; p++)
#pragma clang loop unroll(full)
    for (size_t n = 0; n < N; n++) sums[p][n] = (vec){0};
  for (size_t i = 0; i < in; i++) {
#pragma clang loop unroll(full)
    for (size_t p = 0; p < P; p++) {
      const vec weights = *(const vec *)(W + (p * in + i) * KERNELS_PANEL);
#pragma clang loop unroll(full)
      for (size_t n = 0; n < N; n++) sums[p][n] += weights * x[n * x_stride + i];
    }
  }
#pragma clang loop unroll(full)
  for (size_t p = 0; p < P; p++) {
#pragma clang loop unroll(full)
    for (size_t n = 0; n < N; n++) {
      float *target = y + n * y_stride + p * KERNELS_PANEL;
      if (left >= (p + 1) * KERNELS_PANEL) {
        *(vec *)target = sums[p][n];
      } else {
        store(target, (const float *)&sums[p][n], left - p * KERNELS_PANEL);
      }
    }
  }
}

/// A bfloat16 is the upper half of a float, so a pair of them is two floats by a shift and a mask.
INLINE void tile_bf16(float *y, size_t y_stride, const uint16_t *W, const float *x, size_t x_stride, size_t in,
                      size_t left, const size_t P, const size_t N) {
  vec sums[4][4];
#pragma clang loop unroll(full)
  for (size_t p = 0; p < P; p++)
#pragma clang loop unroll(full)
    for (size_t n = 0; n < N; n++) sums[p][n] = (vec){0};
  for (size_t i = 0; i < in; i += 2) {
#pragma clang loop unroll(full)
    for (size_t p = 0; p < P; p++) {
      const uvec pairs = *(const uvec *)(W + (p * in + i) * KERNELS_PANEL);
      const vec even = (vec)(pairs << 16), odd = (vec)(pairs & 0xFFFF0000u);
#pragma clang loop unroll(full)
      for (size_t n = 0; n < N; n++) sums[p][n] += even * x[n * x_stride + i];
#pragma clang loop unroll(full)
      for (size_t n = 0; n < N; n++) sums[p][n] += odd * x[n * x_stride + i + 1];
    }
  }
#pragma clang loop unroll(full)
  for (size_t p = 0; p < P; p++) {
#pragma clang loop unroll(full)
    for (size_t n = 0; n < N; n++) {
      float *target = y + n * y_stride + p * KERNELS_PANEL;
      if (left >= (p + 1) * KERNELS_PANEL) {
        *(vec *)target = sums[p][n];
      } else {
        store(target, (const float *)&sums[p][n], left - p * KERNELS_PANEL);
      }
    }
  }
}

// MARK: - All rows and columns

#define TILE(tile, P, N)                                                                                        \
  tile(y + c * y_stride + row, y_stride, W + row * in, x + c * x_stride, x_stride, in, rows - row, (P), (N))

/// The rows of one strip times `N` columns, `P` panels at a time.
#define STRIP(tile, P, N)                                                           \
  do {                                                                              \
    size_t row = first;                                                             \
    for (; row + (P) * KERNELS_PANEL <= end; row += (P) * KERNELS_PANEL) TILE(tile, P, N); \
    for (; row < end; row += KERNELS_PANEL) TILE(tile, 1, N);                       \
  } while (0)

/// Strips of four panels stay in the cache while all columns go by: by four, P4 panels at a time, then by two, then one.
#define MATMUL(tile, P4, P2, P1)                                                        \
  for (size_t first = 0; first < rows; first += 4 * KERNELS_PANEL) {                    \
    const size_t end = first + 4 * KERNELS_PANEL < rows ? first + 4 * KERNELS_PANEL : rows; \
    size_t c = 0;                                                                       \
    for (; c + 4 <= columns; c += 4) STRIP(tile, P4, 4);                                \
    for (; c + 2 <= columns; c += 2) STRIP(tile, P2, 2);                                \
    for (; c < columns; c++) STRIP(tile, P1, 1);                                        \
  }

#define F32 \
  (float *y, size_t y_stride, const float *W, const float *x, size_t x_stride, size_t rows, size_t in, size_t columns)
#define BF16                                                                                                     \
  (float *y, size_t y_stride, const uint16_t *W, const float *x, size_t x_stride, size_t rows, size_t in, \
   size_t columns)

#if defined(KERNELS_X86)
AVX512 void kernels_matmul_f32_avx512 F32 { MATMUL(tile_f32, 4, 4, 4); }
AVX512 void kernels_matmul_bf16_avx512 BF16 { MATMUL(tile_bf16, 4, 4, 4); }
AVX2 void kernels_matmul_f32_avx2 F32 { MATMUL(tile_f32, 1, 2, 4); }
AVX2 void kernels_matmul_bf16_avx2 BF16 { MATMUL(tile_bf16, 1, 2, 4); }
#elif defined(KERNELS_ARM64)
void kernels_matmul_f32_neon F32 { MATMUL(tile_f32, 1, 2, 4); }
void kernels_matmul_bf16_neon BF16 { MATMUL(tile_bf16, 1, 2, 4); }
#endif
