// Finds out what the processor can do and hands out the functions for it.
#include "cpu_dispatch.h"

DECLARE(kernels_matmul_f32,
        (float *, size_t, const float *, const float *, size_t, size_t, size_t, size_t))
DECLARE(kernels_matmul_bf16,
        (float *, size_t, const uint16_t *, const void *, size_t, size_t, size_t))
DECLARE(kernels_matmul_int8,
        (float *, size_t, const uint8_t *, const float *, const void *, size_t, size_t, size_t))
DECLARE(kernels_matmul_int4,
        (float *, size_t, const uint8_t *, const void *, size_t, size_t, size_t))
DECLARE(kernels_prepare_bf16, (void *, const float *, size_t))
DECLARE(kernels_prepare_int8, (void *, const float *, size_t))
DECLARE(kernels_prepare_int4, (void *, const float *, size_t))
DECLARE(kernels_layer_norm, (float *, const float *, const float *, const float *, float, size_t))
DECLARE(kernels_group_norm, (float *, const float *, const float *, float, size_t, size_t))
DECLARE(kernels_lerp, (float *, const float *, const float *, const float *, size_t))
DECLARE(kernels_add, (float *, const float *, size_t))
DECLARE(kernels_multiply, (float *, const float *, size_t))
DECLARE(kernels_tanh, (float *, size_t))
DECLARE(kernels_sigmoid, (float *, size_t))
DECLARE(kernels_sigmoid_biased, (float *, const float *, size_t))
DECLARE(kernels_silu, (float *, size_t))
DECLARE(kernels_relu_squared, (float *, size_t))
DECLARE(kernels_wkv6_decay, (float *, const float *, size_t))
DECLARE(kernels_wkv6, (float *, float *, const float *, const float *, const float *, const float *,
                       const float *, size_t, size_t, size_t))
DECLARE(kernels_wkv7_decay, (float *, const float *, size_t))
DECLARE(kernels_wkv7_prepare,
        (float *, float *, float *, const float *, const float *, const float *, size_t, size_t))
DECLARE(kernels_wkv7, (float *, float *, const float *, const float *, const float *, const float *,
                       const float *, const float *, size_t, size_t, size_t))
DECLARE(kernels_wkv7_finish, (float *, const float *, const float *, const float *, const float *,
                              const float *, size_t, size_t))

#define TABLE(level, products)                                                                     \
  {.matmul_f32 = kernels_matmul_f32_##level,                                                       \
   .matmul_bf16 = kernels_matmul_bf16_##products,                                                  \
   .matmul_int8 = kernels_matmul_int8_##products,                                                  \
   .matmul_int4 = kernels_matmul_int4_##products,                                                  \
   .prepare_bf16 = kernels_prepare_bf16_##products,                                                \
   .prepare_int8 = kernels_prepare_int8_##level,                                                   \
   .prepare_int4 = kernels_prepare_int4_##level,                                                   \
   .layer_norm = kernels_layer_norm_##level,                                                       \
   .group_norm = kernels_group_norm_##level,                                                       \
   .lerp = kernels_lerp_##level,                                                                   \
   .add = kernels_add_##level,                                                                     \
   .multiply = kernels_multiply_##level,                                                           \
   .tanh = kernels_tanh_##level,                                                                   \
   .sigmoid = kernels_sigmoid_##level,                                                             \
   .sigmoid_biased = kernels_sigmoid_biased_##level,                                               \
   .silu = kernels_silu_##level,                                                                   \
   .relu_squared = kernels_relu_squared_##level,                                                   \
   .wkv6_decay = kernels_wkv6_decay_##level,                                                       \
   .wkv6 = kernels_wkv6_##level,                                                                   \
   .wkv7_decay = kernels_wkv7_decay_##level,                                                       \
   .wkv7_prepare = kernels_wkv7_prepare_##level,                                                   \
   .wkv7 = kernels_wkv7_##level,                                                                   \
   .wkv7_finish = kernels_wkv7_finish_##level}

static const struct kernels plain = TABLE(plain, plain);

#if defined(KERNELS_X86)
#include <cpuid.h>
#include <immintrin.h>

void kernels_matmul_bf16_avx512_bf16(float *, size_t, const uint16_t *, const void *, size_t,
                                     size_t, size_t);
void kernels_matmul_int8_avx512_bf16(float *, size_t, const uint8_t *, const float *, const void *,
                                     size_t, size_t, size_t);
void kernels_matmul_int4_avx512_bf16(float *, size_t, const uint8_t *, const void *, size_t, size_t,
                                     size_t);
void kernels_prepare_bf16_avx512_bf16(void *, const float *, size_t);

static const struct kernels avx2 = TABLE(avx2, avx2);
static const struct kernels avx512 = TABLE(avx512, avx512);
static const struct kernels avx512_bf16 = TABLE(avx512, avx512_bf16);

/// The register sets that the operating system saves when it switches threads.
static uint32_t saved_registers(void) {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

enum kernels_level kernels_best_level(void) {
  enum { FMA = 1 << 12, OSXSAVE = 1 << 27 };             // leaf 1, ecx
  enum { AVX2_BIT = 1 << 5, F = 1 << 16, DQ = 1 << 17 }; // leaf 7, ebx
  const uint32_t BW = 1u << 30, VL = 1u << 31;           // leaf 7, ebx
  uint32_t a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & OSXSAVE) || !(c & FMA)) return KERNELS_PLAIN;
  const uint32_t saved = saved_registers();
  if ((saved & 0x06) != 0x06 || !__get_cpuid_count(7, 0, &a, &b, &c, &d)) return KERNELS_PLAIN;
  if (!(b & AVX2_BIT)) return KERNELS_PLAIN;
  const uint32_t wanted = F | DQ | BW | VL;
  if ((saved & 0xE6) != 0xE6 || (b & wanted) != wanted) return KERNELS_AVX2;
  enum { VNNI = 1 << 11, BF16 = 1 << 5 }; // leaf 7, ecx, and leaf 7.1, eax
  if (!(c & VNNI) || !__get_cpuid_count(7, 1, &a, &b, &c, &d)) return KERNELS_AVX512;
  return a & BF16 ? KERNELS_AVX512_BF16 : KERNELS_AVX512;
}

const struct kernels *kernels_for(enum kernels_level level) {
  const enum kernels_level best = kernels_best_level();
  if (level == KERNELS_PLAIN) return &plain;
  if (level == KERNELS_AVX2 && best >= KERNELS_AVX2) return &avx2;
  if (level == KERNELS_AVX512 && best >= KERNELS_AVX512) return &avx512;
  return level == KERNELS_AVX512_BF16 && best == KERNELS_AVX512_BF16 ? &avx512_bf16 : NULL;
}

void kernels_pause(void) { _mm_pause(); }

#elif defined(KERNELS_ARM64)

static const struct kernels neon = TABLE(neon, neon);

enum kernels_level kernels_best_level(void) { return KERNELS_NEON; }

const struct kernels *kernels_for(enum kernels_level level) {
  return level == KERNELS_PLAIN ? &plain : level == KERNELS_NEON ? &neon : NULL;
}

void kernels_pause(void) { __asm__ volatile("yield"); }

#else

enum kernels_level kernels_best_level(void) { return KERNELS_PLAIN; }

const struct kernels *kernels_for(enum kernels_level level) {
  return level == KERNELS_PLAIN ? &plain : NULL;
}

void kernels_pause(void) {}

#endif
