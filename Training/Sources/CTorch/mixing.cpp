// What surrounds the recurrence, as operations with gradients: token shift, norm, squared ReLU.
#include "kernel_tensors.hpp"
#include "kernels/mixing.hpp"

using namespace ct;

namespace {
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

std::vector<float *> vector_pointers(const variable_list &vectors) {
  std::vector<float *> list;
  for (auto &vector : vectors) list.push_back(pointer<float>(vector));
  return list;
}

template <class Element> std::vector<Element *> pointers(const variable_list &tensors) {
  std::vector<Element *> list;
  for (auto &tensor : tensors) list.push_back(pointer<Element>(tensor));
  return list;
}

/// x (B,T,C) and mixes (C) -> for each mix x + (x one token earlier - x) mix.
struct TokenShift : torch::autograd::Function<TokenShift> {
  static variable_list forward(AutogradContext *context, at::Tensor x, at::TensorList mixes) {
    TORCH_CHECK(x.dim() == 3, "token shift takes (B,T,C), not ", x.sizes());
    x = x.contiguous();
    auto T = x.size(1), C = x.size(2), count = int64_t(mixes.size());
    variable_list saved = {x}, outputs;
    for (auto &mix : mixes) {
      TORCH_CHECK(mix.numel() == C, "a mix of ", mix.sizes(), " for ", x.sizes());
      saved.push_back(vector(mix));
      outputs.push_back(at::empty_like(x));
    }
    auto mix = vector_pointers({saved.begin() + 1, saved.end()});
    dispatch(x.scalar_type(), [&](auto element) {
      using Element = decltype(element);
      auto y = pointers<Element>(outputs);
      for_rows(x.size(0) * T, [&](int64_t, int64_t begin, int64_t end) {
        kernels::token_shift<Element>(y.data(), pointer<Element>(x), nullptr, mix.data(), count, T,
                                      C, begin, end);
      });
    });
    context->save_for_backward(saved);
    context->saved_data["shape"] = mixes[0].sizes().vec();
    return outputs;
  }

  static variable_list backward(AutogradContext *context, variable_list dy) {
    auto saved = context->get_saved_variables();
    auto x = saved[0];
    auto T = x.size(1), C = x.size(2), rows = x.size(0) * T, count = int64_t(dy.size());
    for (auto &gradient : dy) gradient = gradient.contiguous();
    auto dx = at::empty_like(x);
    auto sums = cleared_sums(rows, count, C);
    auto mix = vector_pointers({saved.begin() + 1, saved.end()});
    dispatch(x.scalar_type(), [&](auto element) {
      using Element = decltype(element);
      auto from_above = pointers<const Element>(dy);
      for_rows(rows, [&](int64_t task, int64_t begin, int64_t end) {
        std::vector<float *> dmix;
        for (int64_t m = 0; m < count; m++)
          dmix.push_back(pointer<float>(sums) + (task * count + m) * C);
        kernels::token_shift_backward<Element>(pointer<Element>(dx), dmix.data(), from_above.data(),
                                               pointer<Element>(x), nullptr, mix.data(), count, T,
                                               C, begin, end);
      });
    });
    variable_list gradients = {dx};
    auto total = sums.sum(0);
    auto shape = context->saved_data["shape"].toIntVector();
    for (int64_t m = 0; m < count; m++) gradients.push_back(total[m].view(shape));
    return gradients;
  }
};

/// x (...,C) fp32 -> bf16 or fp32, each row normalised.
struct LayerNorm : torch::autograd::Function<LayerNorm> {
  static at::Tensor forward(AutogradContext *context, at::Tensor x, at::Tensor weight,
                            at::Tensor bias, double epsilon, at::ScalarType type) {
    TORCH_CHECK(x.scalar_type() == at::kFloat, "the residual stream is float32, not ", x.dtype());
    x = x.contiguous();
    auto C = x.size(-1), rows = x.numel() / C;
    auto y = at::empty(x.sizes(), type);
    dispatch(type, [&](auto element) {
      using Element = decltype(element);
      for_rows(rows, [&](int64_t, int64_t begin, int64_t end) {
        kernels::layer_norm<Element, float>(pointer<Element>(y), pointer<float>(x),
                                            pointer<float>(weight), pointer<float>(bias),
                                            float(epsilon), C, begin, end);
      });
    });
    context->save_for_backward({x, weight});
    context->saved_data["epsilon"] = epsilon;
    return y;
  }

  static variable_list backward(AutogradContext *context, variable_list from_above) {
    auto saved = context->get_saved_variables();
    auto x = saved[0], weight = saved[1], dy = from_above[0].contiguous();
    auto C = x.size(-1), rows = x.numel() / C;
    auto epsilon = float(context->saved_data["epsilon"].toDouble());
    auto dx = at::empty_like(x);
    auto sums = cleared_sums(rows, 2, C);
    dispatch(dy.scalar_type(), [&](auto element) {
      using Element = decltype(element);
      for_rows(rows, [&](int64_t task, int64_t begin, int64_t end) {
        auto dweight = pointer<float>(sums) + task * 2 * C;
        kernels::layer_norm_backward<Element, float>(
            pointer<float>(dx), dweight, dweight + C, pointer<Element>(dy), pointer<float>(x),
            pointer<float>(weight), epsilon, C, begin, end);
      });
    });
    auto total = sums.sum(0);
    return {dx, total[0], total[1], {}, {}};
  }
};

struct ReluSquared : torch::autograd::Function<ReluSquared> {
  static at::Tensor forward(AutogradContext *context, at::Tensor x) {
    x = x.contiguous();
    auto y = at::empty_like(x);
    auto C = x.size(-1);
    dispatch(x.scalar_type(), [&](auto element) {
      using Element = decltype(element);
      for_rows(x.numel() / C, [&](int64_t, int64_t begin, int64_t end) {
        kernels::relu_squared<Element>(pointer<Element>(y), pointer<Element>(x), begin * C,
                                       end * C);
      });
    });
    context->save_for_backward({x});
    return y;
  }

  static variable_list backward(AutogradContext *context, variable_list from_above) {
    auto x = context->get_saved_variables()[0];
    auto dy = from_above[0].contiguous();
    auto dx = at::empty_like(x);
    auto C = x.size(-1);
    dispatch(x.scalar_type(), [&](auto element) {
      using Element = decltype(element);
      for_rows(x.numel() / C, [&](int64_t, int64_t begin, int64_t end) {
        kernels::relu_squared_backward<Element>(pointer<Element>(dx), pointer<Element>(dy),
                                                pointer<Element>(x), begin * C, end * C);
      });
    });
    return {dx};
  }
};
} // namespace

CTStatus ct_token_shift(CTTensor *out, CTTensor x, const CTTensor *mixes, size_t count) {
  return guard([&] {
    TORCH_CHECK(count > 0, "token shift without a mix");
    auto list = unwrap(mixes, count);
    auto results = TokenShift::apply(unwrap(x), at::TensorList(list));
    for (size_t i = 0; i < count; i++) give(&out[i], results[i]);
  });
}

CTStatus ct_layer_norm_fused(CTTensor *out, CTTensor x, CTTensor weight, CTTensor bias,
                             double epsilon, CTType type) {
  return guard([&] {
    TORCH_CHECK(type == CT_FLOAT32 || type == CT_BFLOAT16, "layer norm gives float32 or bfloat16");
    give(out, LayerNorm::apply(unwrap(x), unwrap(weight), unwrap(bias), epsilon,
                               type == CT_BFLOAT16 ? at::kBFloat16 : at::kFloat));
  });
}

CTStatus ct_relu_squared(CTTensor *out, CTTensor x) {
  return guard([&] { give(out, ReluSquared::apply(unwrap(x))); });
}
