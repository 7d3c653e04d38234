// Tensors as the kernels see them: typed pointers, rows shared out over threads.
#pragma once

#include "kernels/cpu_dispatch.hpp"
#include "parallel.hpp"
#include "tensor.hpp"

namespace ct {

/// The elements of a tensor; null for an undefined one.
template <class Element> Element *pointer(const at::Tensor &t) {
  return t.defined() ? static_cast<Element *>(t.data_ptr()) : nullptr;
}

/// Calls `body` with a number of the kernels' type for `type`.
template <class Body> void dispatch(at::ScalarType type, Body body) {
  switch (type) {
  case at::kFloat: return body(float{});
  case at::kBFloat16: return body(kernels::bfloat16{});
  default: TORCH_CHECK(false, "the kernels take float32 or bfloat16, not ", type);
  }
}

/// Rows that one task works on. Fixed, so that sums over rows do not depend on the threads.
constexpr int64_t ROWS_PER_TASK = 128;

inline int64_t task_count(int64_t rows) { return (rows + ROWS_PER_TASK - 1) / ROWS_PER_TASK; }

/// Calls `body(task, begin, end)` for ranges of rows.
template <class Body> void for_rows(int64_t rows, const Body &body) {
  parallel(task_count(rows), [&](int64_t first, int64_t last) {
    for (auto task = first; task < last; task++) {
      body(task, task * ROWS_PER_TASK, std::min(rows, (task + 1) * ROWS_PER_TASK));
    }
  });
}

/// Cleared sums for the gradients of `count` vectors of `width`, a set for each task.
inline at::Tensor cleared_sums(int64_t rows, int64_t count, int64_t width) {
  return at::zeros({task_count(rows), count, width}, at::kFloat);
}

/// A vector parameter as the kernels take it.
inline at::Tensor vector(const at::Tensor &t) {
  return t.defined() ? t.to(at::kFloat).contiguous() : t;
}

} // namespace ct
