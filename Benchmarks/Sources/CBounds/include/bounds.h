// How fast a processor reads and multiplies when it does nothing else.
//
// All functions may run on any number of threads at once.
#ifndef BOUNDS_H
#define BOUNDS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Bytes at whose multiples a buffer begins and ends.
enum { BOUNDS_ALIGNMENT = 512 };

/// The sum of the 64-bit numbers in `bytes` bytes, each read once, from the first to the last.
uint64_t bounds_read(const uint64_t *numbers, size_t bytes);

/// Multiplies by `factor` and adds `addend`, `rounds` times, in as many numbers as keep the units
/// busy; their sum.
float bounds_multiply_add(float factor, float addend, size_t rounds);

/// Multiplies pairs of bfloat16 numbers and adds them up as floats, in the same way, where the
/// processor has an instruction for it, as engines multiply matrices; otherwise this is
/// `bounds_multiply_add`.
float bounds_multiply_bf16(float factor, float addend, size_t rounds);

/// The same for bytes, added up as whole numbers.
float bounds_multiply_int8(float factor, float addend, size_t rounds);

/// Operations of one round of each.
size_t bounds_operations(void);
size_t bounds_operations_bf16(void);
size_t bounds_operations_int8(void);

#ifdef __cplusplus
}
#endif
#endif
