// The fused recurrence of RWKV-7 as an operation with a gradient.
#include "cuda/launch.hpp"
#include "cuda/wkv.hpp"
#include "kernel_tensors.hpp"
#include "kernels/wkv7.hpp"

using namespace ct;

namespace {
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

template <class Element> kernels::WKV7Inputs<Element> pointers(const variable_list &x) {
  return {pointer<Element>(x[0]), pointer<Element>(x[1]), pointer<Element>(x[2]),
          pointer<Element>(x[3]), pointer<Element>(x[4]), pointer<Element>(x[5])};
}

kernels::WKV7Shape shape_of(const at::Tensor &x) {
  return {x.size(0), x.size(1), x.size(2), x.size(3)};
}

void forward_on_cpu(const at::Tensor &y, const at::Tensor &final, variable_list &saved,
                    const variable_list &x, const at::Tensor &initial) {
  auto shape = shape_of(y);
  auto states = at::empty({kernels::wkv7_saved_size(shape)}, at::kFloat);
  dispatch(y.scalar_type(), [&](auto element) {
    using Element = decltype(element);
    parallel(shape.B * shape.H, [&](int64_t begin, int64_t end) {
      std::vector<float> scratch(kernels::wkv7_scratch_size(shape.N));
      kernels::wkv7_forward<Element>(pointer<Element>(y), pointer<float>(final),
                                     pointer<float>(states), pointers<const Element>(x),
                                     pointer<const float>(initial), shape, begin, end,
                                     scratch.data());
    });
  });
  saved = {states};
}

void backward_on_cpu(const variable_list &gradients, const at::Tensor &d_initial,
                     const at::Tensor &dy, const at::Tensor &d_final, const variable_list &saved,
                     const variable_list &x) {
  auto shape = shape_of(dy);
  dispatch(dy.scalar_type(), [&](auto element) {
    using Element = decltype(element);
    parallel(shape.B * shape.H, [&](int64_t begin, int64_t end) {
      std::vector<float> scratch(kernels::wkv7_scratch_size(shape.N));
      kernels::wkv7_backward<Element>(pointers<Element>(gradients), pointer<float>(d_initial),
                                      pointer<const Element>(dy), pointer<const float>(d_final),
                                      pointer<float>(saved[0]), pointers<const Element>(x), shape,
                                      begin, end, scratch.data());
    });
  });
}

struct WKV7 : torch::autograd::Function<WKV7> {
  /// r, w, k, v, a, b and, unless it is zero, the initial state.
  static variable_list forward(AutogradContext *context, at::TensorList inputs) {
    auto r = inputs[0];
    auto initial = inputs.size() > 6 ? inputs[6].contiguous() : at::Tensor();
    TORCH_CHECK(r.dim() == 4 && r.size(3) % 16 == 0,
                "wkv7 takes (B,T,H,N) with N a multiple of 16, not ", r.sizes());
    variable_list x(inputs.begin(), inputs.begin() + 6);
    for (auto &t : x) {
      TORCH_CHECK(t.sizes() == r.sizes() && t.scalar_type() == r.scalar_type(),
                  "the inputs of wkv7 differ in shape or type");
      t = t.contiguous();
    }
    auto shape = shape_of(r);
    std::vector<int64_t> state_shape = {shape.B, shape.H, shape.N, shape.N};
    TORCH_CHECK(!initial.defined() ||
                    (initial.sizes() == state_shape && initial.scalar_type() == at::kFloat),
                "the initial state of wkv7 is fp32 of ", state_shape);
    auto y = at::empty_like(x[0]), final = at::empty(state_shape, r.options().dtype(at::kFloat));
    variable_list saved;
    if (cuda::computes(r))
      cuda::wkv7_forward(y, final, saved, x, initial);
    else
      forward_on_cpu(y, final, saved, x, initial);
    context->saved_data["on_cpu"] = !cuda::computes(r);
    x.insert(x.end(), saved.begin(), saved.end());
    context->save_for_backward(x);
    context->saved_data["has_initial"] = initial.defined();
    return {y, final};
  }

  static variable_list backward(AutogradContext *context, variable_list from_above) {
    auto x = context->get_saved_variables();
    variable_list saved(x.begin() + 6, x.end());
    auto dy = from_above[0].defined() ? from_above[0].contiguous() : at::zeros_like(x[0]);
    auto d_final = from_above[1].defined() ? from_above[1].contiguous() : at::Tensor();
    auto shape = shape_of(dy);
    variable_list gradients;
    for (int i = 0; i < 6; i++) gradients.push_back(at::empty_like(dy));
    const bool has_initial = context->saved_data["has_initial"].toBool();
    auto d_initial = has_initial ? at::empty({shape.B, shape.H, shape.N, shape.N},
                                             dy.options().dtype(at::kFloat))
                                 : at::Tensor();
    if (context->saved_data["on_cpu"].toBool())
      backward_on_cpu(gradients, d_initial, dy, d_final, saved, x);
    else
      cuda::wkv7_backward(gradients, d_initial, dy, d_final, saved, x);
    if (has_initial) gradients.push_back(d_initial);
    return gradients;
  }
};
} // namespace

CTStatus ct_wkv7(CTTensor *y, CTTensor *final, CTTensor r, CTTensor w, CTTensor k, CTTensor v,
                 CTTensor a, CTTensor b, CTTensor initial) {
  return guard([&] {
    variable_list inputs = {unwrap(r), unwrap(w), unwrap(k), unwrap(v), unwrap(a), unwrap(b)};
    if (initial.pointer) inputs.push_back(unwrap(initial));
    auto out = WKV7::apply(at::TensorList(inputs));
    give(y, out[0]);
    give(final, out[1]);
  });
}
