/* The recurrence's kernels for NVIDIA cards: compiled when they are first needed, by NVRTC, the
 * compiler that comes with libtorch's builds for CUDA. Any thread may call. */
#ifndef CTORCH_CUDA_H
#define CTORCH_CUDA_H

#include "ctorch.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Kernels are compiled for one recurrence, "wkv7" or "wkv6", and one size of heads; r, k, v and
 * what is of their type are bf16 or fp32. */
typedef struct {
  const char *recurrence;
  int head_size;
  int is_bfloat16;
} CTKernels;

/* Compiles and loads kernels for a card, unless that is done; fails, and says what to do, when they
 * cannot be had. ct_wkv7 and ct_wkv6 do the same by themselves. */
CTStatus ct_cuda_load(CTKernels kernels, int index);

/* Compiles kernels for cards of a compute capability, 89 for 8.9, which need not be there. *size is
 * the bytes of machine code. `nvrtc` is the compiler's library, or null to look for it. */
CTStatus ct_cuda_compile(size_t *size, CTKernels kernels, int capability, const char *nvrtc);

/* A kernel to be run: grid[0] x grid[1] blocks of head_size threads. `arguments` points to each. */
typedef struct {
  const char *name;
  int head_size;
  int is_bfloat16;
  unsigned grid[2];
  void **arguments;
} CTLaunch;

/* For tests: until it is called with null, ct_wkv7 and ct_wkv6 in this thread, and their gradients,
 * go on the CPU the way that they go on a card, and have `launch` run the kernels. */
void ct_cuda_emulate(void (*launch)(const CTLaunch *));

#ifdef __cplusplus
}
#endif
#endif
