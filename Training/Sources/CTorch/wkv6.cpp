// The fused recurrence of RWKV-5.2 and 6 as an operation with a gradient.
#include "cuda/launch.hpp"
#include "cuda/wkv.hpp"
#include "kernel_tensors.hpp"
#include "kernels/wkv6.hpp"

using namespace ct;

namespace {
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// r, w, k, v, u in this order.
template <class Element, class Float>
kernels::WKV6Inputs<Element, Float> pointers(const variable_list &x) {
  return {pointer<Element>(x[0]), pointer<Element>(x[2]), pointer<Element>(x[3]),
          pointer<Float>(x[1]), pointer<Float>(x[4])};
}

kernels::WKV6Shape shape_of(const at::Tensor &x) {
  return {x.size(0), x.size(1), x.size(2), x.size(3)};
}

void forward_on_cpu(const at::Tensor &y, const at::Tensor &final, variable_list &saved,
                    const variable_list &x, const at::Tensor &initial) {
  auto shape = shape_of(y);
  auto states = at::empty({kernels::wkv6_saved_size(shape)}, at::kFloat);
  dispatch(y.scalar_type(), [&](auto element) {
    using Element = decltype(element);
    parallel(shape.B * shape.H, [&](int64_t begin, int64_t end) {
      std::vector<float> scratch(kernels::wkv6_scratch_size(shape.N));
      kernels::wkv6_forward<Element>(
          pointer<Element>(y), pointer<float>(final), pointer<float>(states),
          pointers<const Element, const float>(x), pointer<const float>(initial), shape, begin, end,
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
      std::vector<float> scratch(kernels::wkv6_scratch_size(shape.N));
      kernels::wkv6_backward<Element>(
          pointers<Element, float>(gradients), pointer<float>(d_initial),
          pointer<const Element>(dy), pointer<const float>(d_final), pointer<float>(saved[0]),
          pointers<const Element, const float>(x), shape, begin, end, scratch.data());
    });
  });
}

struct WKV6 : torch::autograd::Function<WKV6> {
  /// r, w, k, v, u and, unless it is zero, the initial state.
  static variable_list forward(AutogradContext *context, at::TensorList inputs) {
    variable_list x(inputs.begin(), inputs.begin() + 5);
    for (auto &t : x) t = t.contiguous();
    auto initial = inputs.size() > 5 ? inputs[5].contiguous() : at::Tensor();
    auto &r = x[0];
    TORCH_CHECK(r.dim() == 4 && r.size(3) % 16 == 0 && r.size(3) <= 256,
                "wkv6 takes (B,T,H,N) with N a multiple of 16 up to 256, not ", r.sizes());
    auto shape = shape_of(r);
    std::vector<int64_t> bonus_shape = {shape.H, shape.N};
    for (int i : {2, 3})
      TORCH_CHECK(x[i].sizes() == r.sizes() && x[i].scalar_type() == r.scalar_type(),
                  "the inputs of wkv6 differ in shape or type");
    TORCH_CHECK(x[1].sizes() == r.sizes() && x[1].scalar_type() == at::kFloat &&
                    x[4].sizes() == bonus_shape && x[4].scalar_type() == at::kFloat,
                "the decay and the bonus of wkv6 are fp32");
    std::vector<int64_t> state_shape = {shape.B, shape.H, shape.N, shape.N};
    TORCH_CHECK(!initial.defined() ||
                    (initial.sizes() == state_shape && initial.scalar_type() == at::kFloat),
                "the initial state of wkv6 is fp32 of ", state_shape);
    auto y = at::empty_like(r), final = at::empty(state_shape, x[1].options());
    variable_list saved;
    if (cuda::computes(r))
      cuda::wkv6_forward(y, final, saved, x, initial);
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
    variable_list saved(x.begin() + 5, x.end());
    auto dy = from_above[0].defined() ? from_above[0].contiguous() : at::zeros_like(x[0]);
    auto d_final = from_above[1].defined() ? from_above[1].contiguous() : at::Tensor();
    auto shape = shape_of(dy);
    variable_list gradients;
    for (int i = 0; i < 4; i++) gradients.push_back(at::empty_like(x[i]));
    auto floats = x[1].options();
    gradients.push_back(at::empty({shape.B, shape.H, shape.N}, floats));
    const bool has_initial = context->saved_data["has_initial"].toBool();
    auto d_initial =
        has_initial ? at::empty({shape.B, shape.H, shape.N, shape.N}, floats) : at::Tensor();
    if (context->saved_data["on_cpu"].toBool())
      backward_on_cpu(gradients, d_initial, dy, d_final, saved, x);
    else
      cuda::wkv6_backward(gradients, d_initial, dy, d_final, saved, x);
    gradients[4] = gradients[4].sum(0);
    if (has_initial) gradients.push_back(d_initial);
    return gradients;
  }
};
} // namespace

CTStatus ct_wkv6(CTTensor *y, CTTensor *final, CTTensor r, CTTensor w, CTTensor k, CTTensor v,
                 CTTensor u, CTTensor initial) {
  return guard([&] {
    variable_list inputs = {unwrap(r), unwrap(w), unwrap(k), unwrap(v), unwrap(u)};
    if (initial.pointer) inputs.push_back(unwrap(initial));
    auto out = WKV6::apply(at::TensorList(inputs));
    give(y, out[0]);
    give(final, out[1]);
  });
}
