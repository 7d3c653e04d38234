// Includes the file KERNELS_BODY once for each kind of processor, in a namespace of its own.
#include "cpu_dispatch.hpp"

#include <math.h>
#include <string.h>

#define INLINE __attribute__((always_inline)) static inline

/// a b + c in one expression is one rounding where the processor can do it.
#pragma clang fp contract(on)

// Every function that takes or gives a vector is inlined, so how one would be passed does not
// matter.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpsabi"

namespace kernels::plain {
#include "vector.hpp"
#include KERNELS_BODY
} // namespace kernels::plain

#if defined(KERNELS_X86)
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)
namespace kernels::avx2 {
#include "vector.hpp"
#include KERNELS_BODY
} // namespace kernels::avx2
#pragma clang attribute pop

#pragma clang attribute push(                                                                      \
    __attribute__((target("avx2,fma,f16c,avx512f,avx512bw,avx512dq,avx512vl"))),                   \
    apply_to = function)
namespace kernels::avx512 {
#include "vector.hpp"
#include KERNELS_BODY
} // namespace kernels::avx512
#pragma clang attribute pop

/// Calls the function for `level`.
#define KERNELS_CALL(level, call)                                                                  \
  switch (level) {                                                                                 \
  case Level::avx512: return avx512::call;                                                         \
  case Level::avx2: return avx2::call;                                                             \
  case Level::plain: return plain::call;                                                           \
  }
#else
#define KERNELS_CALL(level, call) return (void)(level), plain::call;
#endif

#pragma clang diagnostic pop
