// The product of four-bit weights with columns that are rounded to eight bits.
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

/// Thirty-two numbers of a column: number i is quotients[i] * scale.
struct small_group {
  float scale;
  /// What the sum over weights that stand 8 too high begins with: -8 times the sum of the
  /// quotients.
  int32_t start;
  int8_t quotients[KERNELS_SMALL_GROUP];
};

INLINE void columns_in_small_groups(void *prepared, const float *x, size_t in) {
  struct small_group *groups = prepared;
  for (size_t g = 0; g < in / KERNELS_SMALL_GROUP; g++, x += KERNELS_SMALL_GROUP)
    groups[g].start =
        -8 * round_group(groups[g].quotients, &groups[g].scale, x, KERNELS_SMALL_GROUP);
}

FOR_EACH_LEVEL(kernels_prepare_int4, (void *prepared, const float *x, size_t in),
               columns_in_small_groups(prepared, x, in))

#define PARAMETERS                                                                                 \
  (float *y, size_t y_stride, const uint8_t *W, const void *x, size_t rows, size_t in,             \
   size_t columns)

/// Of a panel: the scales of a group, and its weights of eight inputs, two in a byte.
enum { SCALES = 2 * KERNELS_PANEL, WEIGHTS = 4 * KERNELS_PANEL };
/// Eights of inputs in a group.
enum { EIGHTS = KERNELS_SMALL_GROUP / 8 };

// MARK: - Plain

/// A bfloat16 number.
INLINE float scale_at(const uint8_t *bytes) {
  union {
    uint32_t bits;
    float value;
  } scale = {.bits = (uint32_t)(bytes[0] | bytes[1] << 8) << 16};
  return scale.value;
}

void kernels_matmul_int4_plain PARAMETERS {
  for (size_t first = 0; first < rows; first += KERNELS_STRIP * KERNELS_PANEL) {
    const size_t panels = panels_of_strip(rows, first);
    for (size_t row = first; row < first + panels * KERNELS_PANEL && row < rows; row++) {
      for (size_t c = 0; c < columns; c++) {
        const struct small_group *group =
            (const struct small_group *)((const char *)x + c * prepared_stride(in));
        const uint8_t *source = W + kernels_int4_byte_count(first, in);
        float sum = 0;
        for (size_t g = 0; g < in / KERNELS_SMALL_GROUP; g++, group++) {
          const float scale = scale_at(source + 2 * (row - first));
          source += panels * SCALES;
          int32_t whole = group->start;
          for (size_t j = 0; j < KERNELS_SMALL_GROUP; j++) {
            const uint8_t both = source[(j / 8 * panels * KERNELS_PANEL + row - first) * 4 + j % 4];
            whole += (j % 8 < 4 ? both & 15 : both >> 4) * group->quotients[j];
          }
          sum += (float)whole * (group->scale * scale);
          source += panels * EIGHTS * WEIGHTS;
        }
        y[c * y_stride + row] = sum;
      }
    }
  }
}

// MARK: - Tiles

typedef uint16_t half_uvec __attribute__((vector_size(32), aligned(2), may_alias));

/// Reads sixteen bfloat16 numbers.
INLINE void load_scales(vec *scales, const uint8_t *bytes) {
  *scales = (vec)(__builtin_convertvector(*(const half_uvec *)bytes, uvec) << 16);
}

/// sums + the products of four weights of 0 to 15 and four quotients, added, for each of sixteen
/// rows.
#define DEFINE_TILE(level, add_products)                                                           \
  level INLINE void tile_##add_products(float *y, size_t y_stride, const uint8_t *W,               \
                                        size_t panels, size_t panel, const void *x, size_t rows,   \
                                        size_t in, int is_first, const size_t P, const size_t N) { \
    tile_sums sums;                                                                                \
    clear(sums, P, N);                                                                             \
    for (size_t g = 0; g < in / KERNELS_SMALL_GROUP; g++) {                                        \
      const struct small_group *group[8];                                                          \
      ivec wholes[4][8];                                                                           \
      const uint8_t *scales = W + panel * SCALES;                                                  \
      const uint8_t *weights = W + panels * SCALES + panel * WEIGHTS;                              \
      FETCH_AHEAD(scales, P, N, is_first);                                                         \
      UNROLL for (size_t n = 0; n < N; n++) {                                                      \
        group[n] = (const struct small_group *)((const char *)x + n * prepared_stride(in)) + g;    \
        UNROLL for (size_t p = 0; p < P; p++) wholes[p][n] = (ivec){0} + group[n]->start;          \
      }                                                                                            \
      UNROLL for (size_t i = 0; i < EIGHTS; i++) {                                                 \
        UNROLL for (size_t p = 0; p < P; p++) {                                                    \
          const uint8_t *source = weights + (i * panels + p) * WEIGHTS;                            \
          FETCH_AHEAD(source, P, N, is_first);                                                     \
          const ivec both = *(const ivec *)source;                                                 \
          const ivec low = both & 0x0F0F0F0F, high = (both >> 4) & 0x0F0F0F0F;                     \
          UNROLL for (size_t n = 0; n < N; n++) {                                                  \
            const quad *quotients = (const quad *)(group[n]->quotients + 8 * i);                   \
            add_products(&wholes[p][n], &low, quotients[0]);                                       \
            add_products(&wholes[p][n], &high, quotients[1]);                                      \
          }                                                                                        \
        }                                                                                          \
      }                                                                                            \
      UNROLL for (size_t p = 0; p < P; p++) {                                                      \
        vec scale;                                                                                 \
        load_scales(&scale, scales + p * SCALES);                                                  \
        UNROLL for (size_t n = 0; n < N; n++) sums[p][n] +=                                        \
            __builtin_convertvector(wholes[p][n], vec) * (group[n]->scale * scale);                \
      }                                                                                            \
      W += panels * (SCALES + EIGHTS * WEIGHTS);                                                   \
    }                                                                                              \
    store(y, y_stride, sums, rows, P, N);                                                          \
  }

#define TILE_BY(tile, P, N)                                                                        \
  const size_t start = first + p * KERNELS_PANEL;                                                  \
  tile(y + c * y_stride + start, y_stride, W + kernels_int4_byte_count(first, in), panels, p,      \
       (const char *)x + c * prepared_stride(in), rows - start, in, c == 0, (P), (N));

#if defined(KERNELS_X86)
// Two products of a weight up to 15 and a quotient up to 127 fit into sixteen bits.
AVX2 INLINE __m256i add_half(__m256i sums, __m256i weights, __m256i quotients) {
  const __m256i pairs = _mm256_maddubs_epi16(weights, quotients);
  return _mm256_add_epi32(sums, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}

AVX2 INLINE void add_small_avx2(ivec *sums, const ivec *weights, quad quotients) {
  __m256i_u *s = (__m256i_u *)sums;
  const __m256i_u *w = (const __m256i_u *)weights;
  const __m256i q = _mm256_set1_epi32(quotients);
  s[0] = add_half(s[0], w[0], q);
  s[1] = add_half(s[1], w[1], q);
}

AVX512 INLINE void add_small_avx512(ivec *sums, const ivec *weights, quad quotients) {
  const __m512i pairs = _mm512_maddubs_epi16((__m512i)*weights, _mm512_set1_epi32(quotients));
  *sums += (ivec)_mm512_madd_epi16(pairs, _mm512_set1_epi16(1));
}

AVX512_BF16 INLINE void add_small_vnni(ivec *sums, const ivec *weights, quad quotients) {
  *sums =
      (ivec)_mm512_dpbusd_epi32((__m512i)*sums, (__m512i)*weights, _mm512_set1_epi32(quotients));
}

DEFINE_TILE(AVX2, add_small_avx2)
DEFINE_TILE(AVX512, add_small_avx512)
DEFINE_TILE(AVX512_BF16, add_small_vnni)
#define TILE_AVX2(P, N) TILE_BY(tile_add_small_avx2, P, N)
#define TILE_AVX512(P, N) TILE_BY(tile_add_small_avx512, P, N)
#define TILE_VNNI(P, N) TILE_BY(tile_add_small_vnni, P, N)
DEFINE_MATMUL(kernels_matmul_int4_avx2, AVX2, TILE_AVX2, 0, 1, 2, 4)
DEFINE_MATMUL(kernels_matmul_int4_avx512, AVX512, TILE_AVX512, 2, 4, 4, 4)
DEFINE_MATMUL(kernels_matmul_int4_avx512_bf16, AVX512_BF16, TILE_VNNI, 2, 4, 4, 4)

#elif defined(KERNELS_ARM64)

INLINE void add_small_neon(ivec *sums, const ivec *weights, quad quotients) {
  int32x4_t *s = (int32x4_t *)sums;
  const int8x16_t *w = (const int8x16_t *)weights;
  const int8x16_t q = vreinterpretq_s8_s32(vdupq_n_s32(quotients));
  // Products of one byte each, of which two add up within sixteen bits.
  UNROLL for (size_t i = 0; i < 4; i++) {
    const int16x8_t low = vmull_s8(vget_low_s8(w[i]), vget_low_s8(q));
    const int16x8_t high = vmull_s8(vget_high_s8(w[i]), vget_high_s8(q));
    s[i] = vpadalq_s16(s[i], vpaddq_s16(low, high));
  }
}

DEFINE_TILE(, add_small_neon)
#define TILE_NEON(P, N) TILE_BY(tile_add_small_neon, P, N)
DEFINE_MATMUL(kernels_matmul_int4_neon, , TILE_NEON, 0, 1, 2, 4)
#endif
