// What the fused recurrences have in common as operations with a gradient.
#pragma once

#include "cuda/launch.hpp"
#include "cuda/wkv.hpp"
#include "kernel_tensors.hpp"

namespace ct {
using torch::autograd::variable_list;

/// A fused recurrence. `Kind` has its `name`, the `count` of its inputs, `check`, which refuses
/// inputs of wrong shapes, `empty_gradient` of an input and `finish_gradients`, and the passes
/// `forward_on_cpu`, `backward_on_cpu`, `forward_on_card` and `backward_on_card`.
template <class Kind> struct Recurrence : torch::autograd::Function<Recurrence<Kind>> {
  using Context = torch::autograd::AutogradContext;

  /// The inputs, r (B,T,H,N) first, and, unless it is zero, the initial state.
  static variable_list forward(Context *context, at::TensorList inputs) {
    variable_list x(inputs.begin(), inputs.begin() + Kind::count);
    for (auto &t : x) t = t.contiguous();
    const bool has_initial = inputs.size() > Kind::count;
    auto initial = has_initial ? inputs[Kind::count].contiguous() : at::Tensor();
    Kind::check(x);
    auto &r = x[0];
    std::vector<int64_t> state_shape = {r.size(0), r.size(2), r.size(3), r.size(3)};
    TORCH_CHECK(!has_initial ||
                    (initial.sizes() == state_shape && initial.scalar_type() == at::kFloat),
                "the initial state of ", Kind::name, " is fp32 of ", state_shape);
    auto y = at::empty_like(r), final = at::empty(state_shape, r.options().dtype(at::kFloat));
    const bool on_cpu = !cuda::computes(r);
    variable_list saved;
    (on_cpu ? Kind::forward_on_cpu : Kind::forward_on_card)(y, final, saved, x, initial);
    x.insert(x.end(), saved.begin(), saved.end());
    context->save_for_backward(x);
    context->saved_data["on_cpu"] = on_cpu;
    context->saved_data["has_initial"] = has_initial;
    return {y, final};
  }

  static variable_list backward(Context *context, variable_list from_above) {
    auto x = context->get_saved_variables();
    variable_list saved(x.begin() + Kind::count, x.end());
    auto &r = x[0];
    auto dy = from_above[0].defined() ? from_above[0].contiguous() : at::zeros_like(r);
    auto d_final = from_above[1].defined() ? from_above[1].contiguous() : at::Tensor();
    variable_list gradients;
    for (size_t i = 0; i < Kind::count; i++) gradients.push_back(Kind::empty_gradient(x, i));
    const bool has_initial = context->saved_data["has_initial"].toBool();
    auto d_initial = has_initial ? at::empty({r.size(0), r.size(2), r.size(3), r.size(3)},
                                             r.options().dtype(at::kFloat))
                                 : at::Tensor();
    const bool on_cpu = context->saved_data["on_cpu"].toBool();
    (on_cpu ? Kind::backward_on_cpu : Kind::backward_on_card)(gradients, d_initial, dy, d_final,
                                                              saved, x);
    Kind::finish_gradients(gradients);
    if (has_initial) gradients.push_back(d_initial);
    return gradients;
  }
};

/// Applies a recurrence to its inputs and, unless that is null, the initial state.
template <class Kind>
void apply_recurrence(CTTensor *y, CTTensor *final, variable_list inputs, CTTensor initial) {
  if (initial.pointer) inputs.push_back(unwrap(initial));
  auto out = Recurrence<Kind>::apply(at::TensorList(inputs));
  give(y, out[0]);
  give(final, out[1]);
}

} // namespace ct
