// What the C++ files of the seam share: handles to tensors and back, and the one guard.
#pragma once

#include <string>
#include <torch/torch.h>

#include "ctorch.h"

namespace ct {

inline at::Tensor &unwrap(CTTensor t) { return *static_cast<at::Tensor *>(t.pointer); }

inline void give(CTTensor *out, at::Tensor t) { out->pointer = new at::Tensor(std::move(t)); }

void set_error(const std::string &message);

/// Runs `body`; whatever it throws becomes the status 1 and the thread's error message.
template <class Body> CTStatus guard(Body body) noexcept {
  try {
    body();
    return 0;
  } catch (const c10::Error &e) {
    set_error(e.what_without_backtrace());
  } catch (const std::exception &e) {
    set_error(e.what());
  } catch (...) {
    set_error("an unknown C++ exception");
  }
  return 1;
}

inline std::vector<at::Tensor> unwrap(const CTTensor *tensors, size_t count) {
  std::vector<at::Tensor> list;
  list.reserve(count);
  for (size_t i = 0; i < count; i++) list.push_back(unwrap(tensors[i]));
  return list;
}

} // namespace ct
