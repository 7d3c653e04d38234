// The product of weights of eight bits with columns that are rounded to eight bits in groups.
//
// Sums within a group are whole numbers and therefore the same on every processor; groups are added
// as floats, in their order.
#include "groups.h"
#include "matmul.h"

#if defined(KERNELS_X86)
#include <immintrin.h>
#elif defined(KERNELS_ARM64)
#include <arm_neon.h>
#endif

/// Sixty-four numbers of a column: number i is quotients[i] * scale.
struct group {
  float scale;
  /// What the sum over weights that stand 128 too high begins with: -128 times the sum of the
  /// quotients.
  int32_t start;
  int8_t quotients[KERNELS_GROUP];
};

INLINE void columns_in_groups(void *prepared, const float *x, size_t in) {
  struct group *groups = prepared;
  for (size_t g = 0; g < in / KERNELS_GROUP; g++, x += KERNELS_GROUP)
    groups[g].start = -128 * round_group(groups[g].quotients, &groups[g].scale, x, KERNELS_GROUP);
}

FOR_EACH_LEVEL(kernels_prepare_int8, (void *prepared, const float *x, size_t in),
               columns_in_groups(prepared, x, in))

#define PARAMETERS                                                                                 \
  (float *y, size_t y_stride, const uint8_t *W, const float *scales, const void *x, size_t rows,   \
   size_t in, size_t columns)

// MARK: - Plain

void kernels_matmul_int8_plain PARAMETERS {
  for (size_t first = 0; first < rows; first += KERNELS_STRIP * KERNELS_PANEL) {
    const size_t panels = panels_of_strip(rows, first);
    for (size_t row = first; row < first + panels * KERNELS_PANEL && row < rows; row++) {
      for (size_t c = 0; c < columns; c++) {
        const struct group *groups =
            (const struct group *)((const char *)x + c * prepared_stride(in));
        float sum = 0;
        for (size_t i = 0; i < in; i += KERNELS_GROUP) {
          const struct group *group = groups + i / KERNELS_GROUP;
          int32_t whole = group->start;
          for (size_t j = 0; j < KERNELS_GROUP; j++) {
            const size_t place = ((i + j) / 4 * panels * KERNELS_PANEL + row - first) * 4 + j % 4;
            whole += W[first * in + place] * group->quotients[j];
          }
          sum += (float)whole * group->scale;
        }
        y[c * y_stride + row] = sum * scales[row];
      }
    }
  }
}

// MARK: - Tiles

/// sums + the products of four unsigned weights and four quotients, added, for each of sixteen
/// rows.
#define DEFINE_TILE(level, add_products)                                                           \
  level INLINE void tile_##add_products(                                                           \
      float *y, size_t y_stride, const uint8_t *W, size_t panels, const float *scales,             \
      const void *x, size_t rows, size_t in, int is_first, const size_t P, const size_t N) {       \
    tile_sums sums;                                                                                \
    clear(sums, P, N);                                                                             \
    for (size_t g = 0; g < in / KERNELS_GROUP; g++) {                                              \
      const struct group *group[8];                                                                \
      ivec wholes[4][8];                                                                           \
      UNROLL for (size_t n = 0; n < N; n++) {                                                      \
        group[n] = (const struct group *)((const char *)x + n * prepared_stride(in)) + g;          \
        UNROLL for (size_t p = 0; p < P; p++) wholes[p][n] = (ivec){0} + group[n]->start;          \
      }                                                                                            \
      for (size_t i = 0; i < KERNELS_GROUP; i += 4) {                                              \
        UNROLL for (size_t p = 0; p < P; p++) {                                                    \
          const uint8_t *source = W + ((g * KERNELS_GROUP + i) * panels + 4 * p) * KERNELS_PANEL;  \
          const ivec *weights = (const ivec *)source;                                              \
          FETCH_AHEAD(source, P, N, is_first);                                                     \
          UNROLL for (size_t n = 0; n < N; n++)                                                    \
              add_products(&wholes[p][n], weights, *(const quad *)(group[n]->quotients + i));      \
        }                                                                                          \
      }                                                                                            \
      UNROLL for (size_t p = 0; p < P; p++) UNROLL for (size_t n = 0; n < N; n++) sums[p][n] +=    \
          __builtin_convertvector(wholes[p][n], vec) * group[n]->scale;                            \
    }                                                                                              \
    UNROLL for (size_t p = 0; p < P; p++) {                                                        \
      const vec scale = *(const vec *)(scales + p * KERNELS_PANEL);                                \
      UNROLL for (size_t n = 0; n < N; n++) sums[p][n] *= scale;                                   \
    }                                                                                              \
    store(y, y_stride, sums, rows, P, N);                                                          \
  }

#define TILE_BY(tile, P, N)                                                                        \
  const size_t start = first + p * KERNELS_PANEL;                                                  \
  tile(y + c * y_stride + start, y_stride, W + first * in + 4 * p * KERNELS_PANEL, panels,         \
       scales + start, (const char *)x + c * prepared_stride(in), rows - start, in, c == 0, (P),   \
       (N));

#if defined(KERNELS_X86)
/// The quotients with even places and those with odd ones, as numbers of sixteen bits.
#define HALVES(pair, shift_left, shift_right)                                                      \
  even = shift_right(shift_left(pair, 8), 8), odd = shift_right(pair, 8)

AVX2 INLINE __m256i add_half(__m256i sums, __m256i weights, quad quotients) {
  const __m256i pair = _mm256_set1_epi32(quotients);
  const __m256i HALVES(pair, _mm256_slli_epi16, _mm256_srai_epi16);
  const __m256i even_weights = _mm256_and_si256(weights, _mm256_set1_epi16(0xFF));
  const __m256i odd_weights = _mm256_srli_epi16(weights, 8);
  return _mm256_add_epi32(sums, _mm256_add_epi32(_mm256_madd_epi16(even_weights, even),
                                                 _mm256_madd_epi16(odd_weights, odd)));
}

AVX2 INLINE void add_products_avx2(ivec *sums, const ivec *weights, quad quotients) {
  __m256i_u *s = (__m256i_u *)sums;
  const __m256i_u *w = (const __m256i_u *)weights;
  s[0] = add_half(s[0], w[0], quotients);
  s[1] = add_half(s[1], w[1], quotients);
}

AVX512 INLINE void add_products_avx512(ivec *sums, const ivec *weights, quad quotients) {
  const __m512i w = (__m512i)*weights, pair = _mm512_set1_epi32(quotients);
  const __m512i HALVES(pair, _mm512_slli_epi16, _mm512_srai_epi16);
  const __m512i even_weights = _mm512_and_si512(w, _mm512_set1_epi16(0xFF));
  const __m512i odd_weights = _mm512_srli_epi16(w, 8);
  *sums += (ivec)_mm512_add_epi32(_mm512_madd_epi16(even_weights, even),
                                  _mm512_madd_epi16(odd_weights, odd));
}

AVX512_BF16 INLINE void add_products_vnni(ivec *sums, const ivec *weights, quad quotients) {
  *sums =
      (ivec)_mm512_dpbusd_epi32((__m512i)*sums, (__m512i)*weights, _mm512_set1_epi32(quotients));
}

DEFINE_TILE(AVX2, add_products_avx2)
DEFINE_TILE(AVX512, add_products_avx512)
DEFINE_TILE(AVX512_BF16, add_products_vnni)
#define TILE_AVX2(P, N) TILE_BY(tile_add_products_avx2, P, N)
#define TILE_AVX512(P, N) TILE_BY(tile_add_products_avx512, P, N)
#define TILE_VNNI(P, N) TILE_BY(tile_add_products_vnni, P, N)
DEFINE_MATMUL(kernels_matmul_int8_avx2, AVX2, TILE_AVX2, 0, 1, 2, 4)
DEFINE_MATMUL(kernels_matmul_int8_avx512, AVX512, TILE_AVX512, 2, 4, 4, 4)
DEFINE_MATMUL(kernels_matmul_int8_avx512_bf16, AVX512_BF16, TILE_VNNI, 2, 4, 4, 4)

#elif defined(KERNELS_ARM64)

/// Four rows.
INLINE int32x4_t add_rows(int32x4_t sums, uint8x16_t weights, int16x8_t quotients) {
  const int16x8_t low = vreinterpretq_s16_u16(vmovl_u8(vget_low_u8(weights)));
  const int16x8_t high = vreinterpretq_s16_u16(vmovl_u8(vget_high_u8(weights)));
  const int16x4_t q = vget_low_s16(quotients);
  const int32x4_t a = vpaddq_s32(vmull_s16(vget_low_s16(low), q), vmull_s16(vget_high_s16(low), q));
  const int32x4_t b =
      vpaddq_s32(vmull_s16(vget_low_s16(high), q), vmull_s16(vget_high_s16(high), q));
  return vaddq_s32(sums, vpaddq_s32(a, b));
}

INLINE void add_products_neon(ivec *sums, const ivec *weights, quad quotients) {
  int32x4_t *s = (int32x4_t *)sums;
  const uint8x16_t *w = (const uint8x16_t *)weights;
  const int16x8_t q = vmovl_s8(vreinterpret_s8_s32(vdup_n_s32(quotients)));
  UNROLL for (size_t i = 0; i < 4; i++) s[i] = add_rows(s[i], w[i], q);
}

DEFINE_TILE(, add_products_neon)
#define TILE_NEON(P, N) TILE_BY(tile_add_products_neon, P, N)
DEFINE_MATMUL(kernels_matmul_int8_neon, , TILE_NEON, 0, 1, 2, 4)
#endif
