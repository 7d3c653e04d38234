// Making, filling, reading and freeing tensors.
#include "tensor.hpp"

using namespace ct;

namespace {
thread_local std::string last_error;

at::ScalarType scalar(CTType type) {
  switch (type) {
  case CT_FLOAT32: return at::kFloat;
  case CT_BFLOAT16: return at::kBFloat16;
  case CT_FLOAT64: return at::kDouble;
  case CT_INT64: return at::kLong;
  }
  TORCH_CHECK(false, "no such element type: ", int(type));
}
} // namespace

void ct::set_error(const std::string &message) { last_error = message; }

const char *ct_error(void) { return last_error.c_str(); }
void ct_set_threads(int count) { at::set_num_threads(count); }
int ct_threads(void) { return at::get_num_threads(); }
void ct_seed(uint64_t seed) { torch::manual_seed(seed); }

int ct_set_gradients_enabled(int enabled) {
  bool was = at::GradMode::is_enabled();
  at::GradMode::set_enabled(enabled != 0);
  return was;
}

CTStatus ct_zeros(CTTensor *out, CTType type, const int64_t *shape, int rank) {
  return guard([&] { give(out, torch::zeros(at::IntArrayRef(shape, rank), scalar(type))); });
}

CTStatus ct_from_bytes(CTTensor *out, CTType type, const int64_t *shape, int rank,
                       const void *bytes) {
  return guard([&] {
    auto view =
        torch::from_blob(const_cast<void *>(bytes), at::IntArrayRef(shape, rank), scalar(type));
    give(out, view.clone());
  });
}

CTStatus ct_to_bytes(CTTensor t, void *bytes, size_t size) {
  return guard([&] {
    auto dense = unwrap(t).detach().cpu().contiguous();
    TORCH_CHECK(dense.nbytes() == size, "the tensor has ", dense.nbytes(), " bytes, not ", size);
    memcpy(bytes, dense.const_data_ptr(), size);
  });
}

CTStatus ct_type(CTType *out, CTTensor t) {
  return guard([&] {
    switch (unwrap(t).scalar_type()) {
    case at::kFloat: *out = CT_FLOAT32; break;
    case at::kBFloat16: *out = CT_BFLOAT16; break;
    case at::kDouble: *out = CT_FLOAT64; break;
    case at::kLong: *out = CT_INT64; break;
    default: TORCH_CHECK(false, "an element type without a name here");
    }
  });
}

int ct_rank(CTTensor t) { return int(unwrap(t).dim()); }

void ct_shape(CTTensor t, int64_t *shape) {
  for (auto size : unwrap(t).sizes()) *shape++ = size;
}

void ct_tensor_free(CTTensor t) { delete static_cast<at::Tensor *>(t.pointer); }

CTStatus ct_fill_uniform(CTTensor t, double low, double high) {
  return guard([&] {
    at::NoGradGuard off;
    unwrap(t).uniform_(low, high);
  });
}

CTStatus ct_fill_orthogonal(CTTensor t, double gain) {
  return guard([&] { torch::nn::init::orthogonal_(unwrap(t), gain); });
}

CTStatus ct_copy_into(CTTensor target, CTTensor source) {
  return guard([&] {
    at::NoGradGuard off;
    unwrap(target).copy_(unwrap(source));
  });
}

CTStatus ct_cast(CTTensor *out, CTTensor x, CTType type) {
  return guard([&] { give(out, unwrap(x).to(scalar(type))); });
}
