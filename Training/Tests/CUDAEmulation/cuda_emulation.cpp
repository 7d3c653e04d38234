// Finds the kernel that is to be run among those compiled here, and runs it.
#include "cuda_emulation.h"
#include "ctorch_cuda.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <tuple>
#include <utility>

#include "cuda_words.hpp"
#include "kernels/wkv7.hpp"

#define CHUNK int(kernels::WKV7_CHUNK)
#define NAME(kernel, size, element) NAME_(kernel, size, element)
#define NAME_(kernel, size, element) kernel##_##size##_##element

#define ELEMENT float
#define HEAD_SIZE 16
#include "instance.hpp"
#define HEAD_SIZE 64
#include "instance.hpp"
#define HEAD_SIZE 128
#include "instance.hpp"
#undef ELEMENT
#define ELEMENT bfloat16
#define HEAD_SIZE 16
#include "instance.hpp"
#define HEAD_SIZE 64
#include "instance.hpp"
#define HEAD_SIZE 128
#include "instance.hpp"

namespace {
std::atomic<int> launch_count = 0;

template <class... Arguments, size_t... places>
void call(void (*kernel)(Arguments...), void **arguments, std::index_sequence<places...>) {
  kernel(*static_cast<Arguments *>(arguments[places])...);
}

/// With as many arguments as the kernel has, of its types.
template <class... Arguments> void run(void (*kernel)(Arguments...), const CTLaunch *launch) {
  const bool backwards = launch_count++ % 2 == 1;
  emulation::run({launch->grid[0], launch->grid[1]}, launch->head_size, backwards,
                 [=] { call(kernel, launch->arguments, std::index_sequence_for<Arguments...>()); });
}

#define TRY(kernel, size, element, is_bfloat16_)                                                   \
  if (strcmp(launch->name, #kernel) == 0 && launch->head_size == size &&                           \
      (launch->is_bfloat16 != 0) == is_bfloat16_)                                                  \
    return run(NAME(kernel, size, element)::kernel, launch);
#define TRY_ALL(size, element, is_bfloat16)                                                        \
  TRY(wkv7_forward, size, element, is_bfloat16)                                                    \
  TRY(wkv7_backward_rows, size, element, is_bfloat16)                                              \
  TRY(wkv7_backward_columns, size, element, is_bfloat16)                                           \
  TRY(wkv6_forward, size, element, is_bfloat16)                                                    \
  TRY(wkv6_backward_rows, size, element, is_bfloat16)                                              \
  TRY(wkv6_backward_columns, size, element, is_bfloat16)

void launch_kernel(const CTLaunch *launch) {
  TRY_ALL(16, float, false)
  TRY_ALL(64, float, false)
  TRY_ALL(128, float, false)
  TRY_ALL(16, bfloat16, true)
  TRY_ALL(64, bfloat16, true)
  TRY_ALL(128, bfloat16, true)
  fprintf(stderr, "%s is not emulated for heads of %d\n", launch->name, launch->head_size);
  abort();
}
} // namespace

void cuda_emulation_set_enabled(int enabled) { ct_cuda_emulate(enabled ? launch_kernel : nullptr); }

int cuda_emulation_launch_count(void) { return launch_count; }
