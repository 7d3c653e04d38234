// The kinds of processor that every kernel is compiled for, and the one that this machine has.
#pragma once

#include <stdint.h>

#if defined(__x86_64__) || defined(_M_X64)
#define KERNELS_X86 1
#endif

namespace kernels {

/// Slowest first. `plain` is whatever the compiler may take for granted.
enum class Level { plain, avx2, avx512 };

/// The fastest level that this processor and its system can run.
Level best_level();

/// bfloat16 as it lies in memory: the upper half of a float.
struct bfloat16 {
  uint16_t bits;
};

} // namespace kernels
