// The words of CUDA C++ that the kernels use, as the emulation has them.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstring>

#include "block.hpp"

#define KERNEL static
#define __device__
#define __forceinline__ inline
#define __restrict__ __restrict
#define __launch_bounds__(threads)
#define __align__(bytes) __attribute__((aligned(bytes)))
#define __shared__ static // one block runs at a time
#define threadIdx emulation::thread_index
#define blockIdx emulation::block_index
#define gridDim emulation::grid_size
#define __syncthreads() emulation::wait_for_others()

inline float __uint_as_float(unsigned bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

inline unsigned __float_as_uint(float x) {
  unsigned bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

using std::min;
