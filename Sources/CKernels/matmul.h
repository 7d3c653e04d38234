// How every product of a packed matrix goes through its rows and columns.
#ifndef MATMUL_H
#define MATMUL_H

#include "cpu_dispatch.h"

#define UNROLL _Pragma("clang loop unroll(full)")

/// Sums of a tile: so many panels times so many columns.
typedef vec tile_sums[4][8];

INLINE void clear(tile_sums sums, const size_t P, const size_t N) {
  UNROLL for (size_t p = 0; p < P; p++) UNROLL for (size_t n = 0; n < N; n++) sums[p][n] = (vec){0};
}

/// The rows that there are; the last panel may have fewer than sixteen.
INLINE void store(float *y, size_t y_stride, tile_sums sums, size_t rows, const size_t P,
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

INLINE void store_rows(float *y, const float *sums, size_t rows) {
  for (size_t row = 0; row < KERNELS_PANEL && row < rows; row++) y[row] = sums[row];
}

/// An odd number of cache lines: columns a power of two apart would push each other out of the
/// cache.
INLINE size_t prepared_stride(size_t in) { return ((in * sizeof(float) + 63) / 64 | 1) * 64; }

/// Panels side by side in the strip that begins at row `first`.
INLINE size_t panels_of_strip(size_t rows, size_t first) {
  const size_t left = (rows - first + KERNELS_PANEL - 1) / KERNELS_PANEL;
  return left < KERNELS_STRIP ? left : KERNELS_STRIP;
}

/// A tile as high as its strip reads the weights in one stream, which the processor sees coming.
/// Where several tiles read a strip, or multiplying takes as long as reading, the tiles of the
/// first columns ask for what comes so many bytes later, so that both go on at once.
enum { FETCH_DISTANCE = 32768 };
#define FETCH_AHEAD(W, P, N, is_first)                                                             \
  if ((P) < KERNELS_STRIP || (N) > 2)                                                              \
  __builtin_prefetch((const char *)(W) + ((is_first) ? FETCH_DISTANCE : 0), 0, 2)

/// All panels of a strip from `p` on, `P` at a time, times `N` columns from `c` on.
#define PANELS(TILE, P, N)                                                                         \
  for (; p + (P) <= panels; p += (P)) {                                                            \
    TILE(P, N)                                                                                     \
  }

/// All columns from `c` on, `N` at a time.
#define COLUMNS(TILE, P, N)                                                                        \
  for (; c + (N) <= columns; c += (N)) {                                                           \
    size_t p = 0;                                                                                  \
    PANELS(TILE, P, N)                                                                             \
    if ((P) > 2) PANELS(TILE, 2, N)                                                                \
    if ((P) > 1) PANELS(TILE, 1, N)                                                                \
  }

/// A strip stays in the cache while all columns go by: by eight where P8 is not 0, then by four,
/// two and one; a tile is P8, P4, P2 and P1 panels high. `TILE(P, N)` sees `first`, `panels`, `p`
/// and `c`.
#define MATMUL(TILE, P8, P4, P2, P1)                                                               \
  for (size_t first = 0; first < rows; first += KERNELS_STRIP * KERNELS_PANEL) {                   \
    const size_t panels = panels_of_strip(rows, first);                                            \
    size_t c = 0;                                                                                  \
    if (P8) COLUMNS(TILE, P8 + !P8, 8)                                                             \
    COLUMNS(TILE, P4, 4)                                                                           \
    COLUMNS(TILE, P2, 2)                                                                           \
    COLUMNS(TILE, P1, 1)                                                                           \
  }

/// Defines the product of one level. `PARAMETERS` is what all levels of a file take; the last four
/// are as in `MATMUL`.
#define DEFINE_MATMUL(name, LEVEL, TILE, P8, P4, P2, P1)                                           \
  LEVEL void name PARAMETERS { MATMUL(TILE, P8, P4, P2, P1) }

#endif
