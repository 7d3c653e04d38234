// Backward, gradients and the steps of AdamW and Muon.
#include "tensor.hpp"

#include <ATen/ops/_fused_adamw.h>

using namespace ct;

CTStatus ct_set_requires_gradient(CTTensor t, int required) {
  return guard([&] { unwrap(t).set_requires_grad(required != 0); });
}

CTStatus ct_backward(CTTensor loss) {
  return guard([&] { unwrap(loss).backward(); });
}

CTStatus ct_backward_from(const CTTensor *tensors, const CTTensor *gradients, size_t count) {
  return guard(
      [&] { torch::autograd::backward(unwrap(tensors, count), unwrap(gradients, count)); });
}

CTStatus ct_detach(CTTensor *out, CTTensor t) {
  return guard([&] { give(out, unwrap(t).detach()); });
}

CTStatus ct_gradient(CTTensor *out, CTTensor t) {
  return guard([&] {
    auto &gradient = unwrap(t).grad();
    give(out, gradient.defined() ? gradient : torch::zeros_like(unwrap(t)));
  });
}

CTStatus ct_clear_gradients(const CTTensor *parameters, size_t count) {
  return guard([&] {
    for (size_t i = 0; i < count; i++) unwrap(parameters[i]).mutable_grad().reset();
  });
}

CTStatus ct_clip_gradients(double *norm, const CTTensor *parameters, size_t count, double limit) {
  return guard([&] {
    at::NoGradGuard off;
    std::vector<at::Tensor> gradients;
    for (size_t i = 0; i < count; i++) {
      auto &gradient = unwrap(parameters[i]).grad();
      if (gradient.defined()) gradients.push_back(gradient);
    }
    TORCH_CHECK(!gradients.empty(), "no parameter has a gradient to clip");
    double total = at::stack(at::_foreach_norm(gradients, 2)).norm().item<double>();
    if (total > limit) at::_foreach_mul_(gradients, at::Scalar(limit / (total + 1e-6)));
    *norm = total;
  });
}

CTStatus ct_adamw_step(const CTTensor *parameters, const CTTensor *first, const CTTensor *second,
                       size_t count, CTAdamW options) {
  return guard([&] {
    at::NoGradGuard off;
    std::vector<at::Tensor> values, gradients, m, v, steps;
    for (size_t i = 0; i < count; i++) {
      auto &gradient = unwrap(parameters[i]).grad();
      if (!gradient.defined()) continue;
      values.push_back(unwrap(parameters[i]));
      gradients.push_back(gradient);
      m.push_back(unwrap(first[i]));
      v.push_back(unwrap(second[i]));
      steps.push_back(torch::full({}, double(options.step), values.back().options()));
    }
    at::_fused_adamw_(values, gradients, m, v, /*max_exp_avg_sqs=*/{}, steps, options.learning_rate,
                      options.beta1, options.beta2, options.weight_decay, options.epsilon,
                      /*amsgrad=*/false, /*maximize=*/false);
  });
}

/// Newton-Schulz towards the nearest matrix with singular values near 1 (Jordan 2024).
static at::Tensor orthogonalized(at::Tensor x) {
  constexpr double a = 3.4445, b = -4.7750, c = 2.0315;
  bool is_tall = x.size(0) > x.size(1);
  x = x.to(at::kBFloat16);
  if (is_tall) x = x.t().contiguous();
  x = x / x.norm().clamp_min(1e-7);
  for (int i = 0; i < 5; i++) {
    auto gram = at::mm(x, x.t());
    x = at::addmm(x, at::addmm(gram, gram, gram, b, c), x, a);
  }
  return is_tall ? x.t() : x;
}

CTStatus ct_muon_step(const CTTensor *parameters, const CTTensor *momenta, size_t count,
                      CTMuon options) {
  return guard([&] {
    at::NoGradGuard off;
    for (size_t i = 0; i < count; i++) {
      at::Tensor &value = unwrap(parameters[i]), &momentum = unwrap(momenta[i]);
      auto &gradient = value.grad();
      if (!gradient.defined()) continue;
      TORCH_CHECK(value.dim() == 2, "Muon moves matrices, not ", value.dim(), " dimensions");
      momentum.lerp_(gradient, 1 - options.momentum);
      auto direction = orthogonalized(gradient.lerp(momentum, options.momentum));
      double scale = 0.2 * std::sqrt(double(std::max(value.size(0), value.size(1))));
      value.mul_(1 - options.learning_rate * options.weight_decay);
      value.sub_(direction, options.learning_rate * scale);
    }
  });
}
