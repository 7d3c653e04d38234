// The recurrences on NVIDIA cards; both passes of each, on tensors.
#pragma once

#include <torch/torch.h>

namespace ct::cuda {
using torch::autograd::variable_list;

/// x: r, w, k, v, a, b (B,T,H,N), contiguous; `initial` may be undefined. `saved` gets what the
/// backward pass needs.
void wkv7_forward(const at::Tensor &y, const at::Tensor &final, variable_list &saved,
                  const variable_list &x, const at::Tensor &initial);

/// Gradients in the order of x; `d_initial` and `d_final` may be undefined.
void wkv7_backward(const variable_list &gradients, const at::Tensor &d_initial,
                   const at::Tensor &dy, const at::Tensor &d_final, const variable_list &saved,
                   const variable_list &x);

/// x: r, w, k, v (B,T,H,N) and u (H,N), contiguous, w and u fp32.
void wkv6_forward(const at::Tensor &y, const at::Tensor &final, variable_list &saved,
                  const variable_list &x, const at::Tensor &initial);

/// As wkv7_backward; the gradient of u is (B,H,N), a part for each sequence.
void wkv6_backward(const variable_list &gradients, const at::Tensor &d_initial,
                   const at::Tensor &dy, const at::Tensor &d_final, const variable_list &saved,
                   const variable_list &x);

} // namespace ct::cuda
