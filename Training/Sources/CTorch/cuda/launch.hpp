// Running the kernels for NVIDIA cards on tensors.
#pragma once

#include <torch/torch.h>

#include "../kernels/cpu_dispatch.hpp"

namespace ct::cuda {

/// Whether this tensor is computed with by the kernels in here: it is on a card, or a test says so.
bool computes(const at::Tensor &x);

/// Blocks in both directions.
struct Grid {
  int64_t x, y = 1;
};

void launch(const char *name, const at::Tensor &x, Grid grid, void **arguments);

/// Runs a kernel, compiled first if need be, on the card and the current stream of x (B,T,H,N),
/// whose type is the kernel's ELEMENT. Arguments are pointers and ints, as the kernel has them.
template <class... Arguments>
void launch(const char *name, const at::Tensor &x, Grid grid, Arguments... arguments) {
  void *list[] = {&arguments...};
  launch(name, x, grid, static_cast<void **>(list));
}

/// A tensor as a kernel's argument; null for an undefined one.
inline void *data(const at::Tensor &t) { return t.defined() ? t.data_ptr() : nullptr; }

} // namespace ct::cuda
