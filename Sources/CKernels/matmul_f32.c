// The product of float weights with columns of floats.
#include "matmul.h"

#define PARAMETERS                                                                                 \
  (float *y, size_t y_stride, const float *W, const float *x, size_t x_stride, size_t rows,        \
   size_t in, size_t columns)

void kernels_matmul_f32_plain PARAMETERS {
  for (size_t first = 0; first < rows; first += KERNELS_STRIP * KERNELS_PANEL) {
    const size_t panels = panels_of_strip(rows, first);
    for (size_t p = 0; p < panels; p++) {
      for (size_t column = 0; column < columns; column++) {
        float sums[KERNELS_PANEL] = {0};
        for (size_t i = 0; i < in; i++)
          for (size_t row = 0; row < KERNELS_PANEL; row++)
            sums[row] +=
                W[first * in + (i * panels + p) * KERNELS_PANEL + row] * x[column * x_stride + i];
        const size_t start = first + p * KERNELS_PANEL;
        store_rows(y + column * y_stride + start, sums, rows - start);
      }
    }
  }
}

/// The sums of `P` panels times `N` columns stay in registers while their inputs go by once.
INLINE void tile(float *y, size_t y_stride, const float *W, size_t panels, const float *x,
                 size_t x_stride, size_t rows, size_t in, int is_first, const size_t P,
                 const size_t N) {
  tile_sums sums;
  clear(sums, P, N);
  for (size_t i = 0; i < in; i++) {
    UNROLL for (size_t p = 0; p < P; p++) {
      const float *source = W + (i * panels + p) * KERNELS_PANEL;
      const vec weights = *(const vec *)source;
      FETCH_AHEAD(source, P, N, is_first);
      UNROLL for (size_t n = 0; n < N; n++) sums[p][n] += weights * x[n * x_stride + i];
    }
  }
  store(y, y_stride, sums, rows, P, N);
}

#define TILE(P, N)                                                                                 \
  const size_t start = first + p * KERNELS_PANEL;                                                  \
  tile(y + c * y_stride + start, y_stride, W + first * in + p * KERNELS_PANEL, panels,             \
       x + c * x_stride, x_stride, rows - start, in, c == 0, (P), (N));

#if defined(KERNELS_X86)
DEFINE_MATMUL(kernels_matmul_f32_avx512, AVX512, TILE, 2, 4, 4, 4)
DEFINE_MATMUL(kernels_matmul_f32_avx2, AVX2, TILE, 0, 1, 2, 4)
#elif defined(KERNELS_ARM64)
DEFINE_MATMUL(kernels_matmul_f32_neon, , TILE, 0, 1, 2, 4)
#endif
