// Devices: which there are, and tensors from one to another.
#include "platform.hpp"
#include "tensor.hpp"

#include <ATen/Context.h>

using namespace ct;

namespace {
at::Device named(CTDevice device, int index) {
  switch (device) {
  case CT_CPU: return at::kCPU;
  case CT_CUDA: return {at::kCUDA, at::DeviceIndex(index)};
  case CT_MPS: return {at::kMPS, 0};
  }
  TORCH_CHECK(false, "no such device: ", int(device));
}
} // namespace

CTStatus ct_device_check(CTDevice device, int index) {
  return guard([&] {
    if (device == CT_CUDA) {
      std::string absence;
      load_library(torch_cuda_name(), absence);
      TORCH_CHECK(at::hasCUDA(), "this libtorch was built without CUDA");
      auto count = int(torch::cuda::device_count());
      TORCH_CHECK(index < count, "there are ", count, " CUDA devices");
    } else if (device == CT_MPS) {
      TORCH_CHECK(at::hasMPS(), "this libtorch has no MPS, which only Macs have");
    }
  });
}

CTStatus ct_to_device(CTTensor *out, CTTensor x, CTDevice device, int index) {
  return guard([&] { give(out, unwrap(x).to(named(device, index))); });
}

void ct_device(CTDevice *device, int *index, CTTensor t) {
  auto &tensor = unwrap(t);
  *device = tensor.is_cuda() ? CT_CUDA : tensor.is_mps() ? CT_MPS : CT_CPU;
  *index = tensor.is_cuda() ? tensor.get_device() : 0;
}
