// How one writing of a kernel becomes one function for each kind of processor.
#ifndef CPU_DISPATCH_H
#define CPU_DISPATCH_H

#include "kernels.h"

/// a b + c in one expression is one rounding where the processor can do it, and nothing else is
/// rearranged.
#pragma clang fp contract(on)

#define INLINE static inline __attribute__((always_inline))

#if defined(__x86_64__) || defined(_M_X64)
#define KERNELS_X86 1
#define AVX2 __attribute__((target("avx2,fma")))
#define AVX512 __attribute__((target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl")))
#define AVX512_BF16                                                                                \
  __attribute__((target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx512bf16")))
#elif defined(__aarch64__) || defined(_M_ARM64)
#define KERNELS_ARM64 1
#endif

/// Defines `name` for each level but the plain one as a call of `body`, which is inlined there and
/// compiled for that processor.
#if defined(KERNELS_X86)
#define FOR_FAST_LEVELS(name, parameters, body)                                                    \
  AVX2 void name##_avx2 parameters { body; }                                                       \
  AVX512 void name##_avx512 parameters { body; }
#define DECLARE(name, parameters)                                                                  \
  void name##_plain parameters;                                                                    \
  void name##_avx2 parameters;                                                                     \
  void name##_avx512 parameters;
#elif defined(KERNELS_ARM64)
#define FOR_FAST_LEVELS(name, parameters, body)                                                    \
  void name##_neon parameters { body; }
#define DECLARE(name, parameters)                                                                  \
  void name##_plain parameters;                                                                    \
  void name##_neon parameters;
#else
#define FOR_FAST_LEVELS(name, parameters, body)
#define DECLARE(name, parameters) void name##_plain parameters;
#endif

/// The same where the plain writing is the one that the compiler vectorizes.
#define FOR_EACH_LEVEL(name, parameters, body)                                                     \
  void name##_plain parameters { body; }                                                           \
  FOR_FAST_LEVELS(name, parameters, body)

/// Sixteen floats in a row: one register, two or four, as the processor has them.
typedef float vec __attribute__((vector_size(64), aligned(4), may_alias));
typedef uint32_t uvec __attribute__((vector_size(64), aligned(2), may_alias));

#endif
