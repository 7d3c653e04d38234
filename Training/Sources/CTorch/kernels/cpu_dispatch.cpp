// Finds out what the processor can do.
#include "cpu_dispatch.hpp"

#if defined(KERNELS_X86)
#include <cpuid.h>

namespace kernels {

/// The registers that the system saves when it switches threads.
static uint32_t saved_registers() {
  uint32_t low, high;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

static Level find_level() {
  constexpr uint32_t FMA = 1u << 12, OSXSAVE = 1u << 27, F16C = 1u << 29; // leaf 1, ecx
  constexpr uint32_t AVX2 = 1u << 5;                                      // leaf 7, ebx
  constexpr uint32_t F = 1u << 16, DQ = 1u << 17, BW = 1u << 30, VL = 1u << 31;
  constexpr uint32_t YMM = 0x06, ZMM = 0xe6;

  uint32_t a, b, c, d;
  constexpr uint32_t basic = FMA | OSXSAVE | F16C;
  if (!__get_cpuid(1, &a, &b, &c, &d) || (c & basic) != basic) return Level::plain;
  uint32_t saved = saved_registers();
  if ((saved & YMM) != YMM || !__get_cpuid_count(7, 0, &a, &b, &c, &d)) return Level::plain;
  if (!(b & AVX2)) return Level::plain;
  constexpr uint32_t wide = F | DQ | BW | VL;
  return (saved & ZMM) == ZMM && (b & wide) == wide ? Level::avx512 : Level::avx2;
}

Level best_level() {
  static const Level level = find_level();
  return level;
}

} // namespace kernels
#else
namespace kernels {
Level best_level() { return Level::plain; }
} // namespace kernels
#endif
