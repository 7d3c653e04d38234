// Running the kernels for NVIDIA cards: each is compiled once a process for a card, then kept.
#include "launch.hpp"

#include "../tensor.hpp"
#include "ctorch_cuda.h"
#include "driver.hpp"
#include "nvrtc.hpp"

#include <c10/core/impl/VirtualGuardImpl.h>
#include <map>
#include <mutex>

using namespace ct;
using namespace ct::cuda;

namespace {
thread_local void (*emulator)(const CTLaunch *) = nullptr;

void *kernel(const std::string &name, int head_size, bool is_bfloat16, int index) {
  static std::mutex mutex;
  static std::map<std::tuple<std::string, int, bool, int>, void *> loaded;
  std::lock_guard lock(mutex);
  auto &kernel = loaded[{name, head_size, is_bfloat16, index}];
  if (!kernel)
    kernel =
        load_kernel(compile(name, head_size, is_bfloat16, capability(index)), name.c_str(), index);
  return kernel;
}

std::vector<std::string> names(const CTKernels &kernels) {
  auto recurrence = std::string(kernels.recurrence);
  TORCH_CHECK(kernels.head_size % 16 == 0 && 0 < kernels.head_size && kernels.head_size <= 128,
              "the kernels for NVIDIA cards take heads of 16 to 128 in steps of 16, not ",
              kernels.head_size, "; take --kernels chunked");
  return {recurrence + "_forward", recurrence + "_backward_rows", recurrence + "_backward_columns"};
}
} // namespace

bool ct::cuda::computes(const at::Tensor &x) { return x.is_cuda() || emulator; }

void ct::cuda::launch(const char *name, const at::Tensor &x, Grid grid, void **arguments) {
  auto head_size = int(x.size(3));
  bool is_bfloat16 = x.scalar_type() == at::kBFloat16;
  TORCH_CHECK(is_bfloat16 || x.scalar_type() == at::kFloat,
              "the kernels take float32 or bfloat16, not ", x.scalar_type());
  TORCH_CHECK(grid.x <= INT_MAX && grid.y <= 65535, "too many tokens at once: ", x.sizes());
  CTLaunch launch = {name,
                     head_size,
                     is_bfloat16,
                     {static_cast<unsigned>(grid.x), static_cast<unsigned>(grid.y)},
                     arguments};
  if (!x.is_cuda()) {
    TORCH_CHECK(emulator, name, " runs on NVIDIA cards only");
    return emulator(&launch);
  }
  auto index = int(x.get_device());
  c10::impl::VirtualGuardImpl device(at::kCUDA);
  auto stream = device.getStreamNativeHandle(device.getStream(x.device()));
  run_kernel(kernel(name, head_size, is_bfloat16, index), index, launch.grid, unsigned(head_size),
             stream, arguments);
}

CTStatus ct_cuda_load(CTKernels kernels, int index) {
  return guard([&] {
    for (auto &name : names(kernels)) kernel(name, kernels.head_size, kernels.is_bfloat16, index);
  });
}

CTStatus ct_cuda_compile(size_t *size, CTKernels kernels, int capability, const char *nvrtc) {
  return guard([&] {
    size_t total = 0;
    for (auto &name : names(kernels))
      total += compile(name, kernels.head_size, kernels.is_bfloat16, capability, nvrtc ? nvrtc : "")
                   .size();
    *size = total;
  });
}

void ct_cuda_emulate(void (*launch)(const CTLaunch *)) { emulator = launch; }
