// Work shared out over libtorch's own threads.
#pragma once

#include <ATen/TensorIterator.h>
#include <torch/torch.h>

namespace ct {

/// Calls `body(begin, end)` on ranges that together are 0..<count, on libtorch's threads.
///
/// at::parallel_for is a template over OpenMP: compiled here, without OpenMP, it would run on one
/// thread. An iterator's loop runs inside libtorch, on the threads that its own operations use.
template <class Body> void parallel(int64_t count, const Body &body) {
  if (count <= 0) return;
  auto index = at::arange(count, at::kLong);
  auto out = at::empty({count}, at::kLong);
  auto iterator = at::TensorIteratorConfig().add_output(out).add_const_input(index).build();
  iterator.for_each(
      [&](char **data, const int64_t *strides, int64_t n, int64_t rows) {
        for (int64_t row = 0; row < rows; row++) {
          auto begin = *reinterpret_cast<const int64_t *>(data[1] + row * strides[3]);
          body(begin, begin + n);
        }
      },
      /*grain_size=*/1);
}

} // namespace ct
