// How fast a processor reads and multiplies when it does nothing else.
//
// Both functions may run on any number of threads at once.
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

/// Floating-point operations of one round.
size_t bounds_operations(void);

#ifdef __cplusplus
}
#endif
#endif
