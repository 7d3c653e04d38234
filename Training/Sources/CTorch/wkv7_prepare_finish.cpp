// What comes before the recurrence of RWKV-7 and after it, as operations with gradients.
#include "kernel_tensors.hpp"
#include "kernels/mixing.hpp"

using namespace ct;

namespace {
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

void check_alike(const variable_list &tensors) {
  for (auto &t : tensors) {
    TORCH_CHECK(!t.defined() || (t.sizes() == tensors[0].sizes() &&
                                 t.scalar_type() == tensors[0].scalar_type()),
                "the activations differ in shape or type");
  }
}

void make_contiguous(variable_list &tensors) {
  for (auto &t : tensors)
    if (t.defined()) t = t.contiguous();
}

variable_list empty_like(const variable_list &tensors) {
  variable_list list;
  for (auto &t : tensors) list.push_back(t.defined() ? at::empty_like(t) : at::Tensor());
  return list;
}

template <class Element> kernels::PrepareInputs<Element> prepare_inputs(const variable_list &x) {
  return {pointer<Element>(x[0]), pointer<Element>(x[1]), pointer<Element>(x[2]),
          pointer<Element>(x[3]), pointer<Element>(x[4])};
}

template <class Element> kernels::PrepareOutputs<Element> prepare_outputs(const variable_list &y) {
  return {pointer<Element>(y[0]), pointer<Element>(y[1]), pointer<Element>(y[2]),
          pointer<Element>(y[3])};
}

/// The places of what only later layers have, in the kernels' order.
void expand_first_layer(variable_list &sources, variable_list &vectors) {
  sources.resize(5);
  vectors.insert(vectors.begin() + 1, at::Tensor());
}

kernels::PrepareVectors<const float> prepare_vectors(const variable_list &p) {
  return {pointer<float>(p[0]), pointer<float>(p[1]), pointer<float>(p[2]), pointer<float>(p[3])};
}

/// Key, learning rate, value, first value, gate (B,T,C), and a0, v0, k_k, k_a (C) -> k, v, a, b
/// (B,T,C). In layer 0 only key, learning rate, a0, k_k, k_a -> k, a, b.
struct Prepare : torch::autograd::Function<Prepare> {
  static variable_list forward(AutogradContext *context, at::TensorList sources,
                               at::TensorList vectors, int64_t H) {
    auto x = sources.vec();
    check_alike(x);
    make_contiguous(x);
    variable_list p;
    for (auto &t : vectors) p.push_back(vector(t));
    variable_list saved = x;
    saved.insert(saved.end(), p.begin(), p.end());
    context->save_for_backward(saved);
    context->saved_data["heads"] = H;
    context->saved_data["shape"] = vectors[0].sizes().vec();

    bool first_layer = x.size() == 2;
    if (first_layer) expand_first_layer(x, p);
    variable_list y;
    for (int i = 0; i < 4; i++)
      y.push_back(i == 1 && first_layer ? at::Tensor() : at::empty_like(x[0]));
    auto C = x[0].size(-1);
    dispatch(x[0].scalar_type(), [&](auto element) {
      using Element = decltype(element);
      for_rows(x[0].numel() / C, [&](int64_t, int64_t begin, int64_t end) {
        kernels::wkv7_prepare<Element>(prepare_outputs<Element>(y),
                                       prepare_inputs<const Element>(x), prepare_vectors(p), H,
                                       C / H, begin, end);
      });
    });
    if (first_layer) y.erase(y.begin() + 1);
    return y;
  }

  static variable_list backward(AutogradContext *context, variable_list dy) {
    auto saved = context->get_saved_variables();
    bool first_layer = saved.size() == 5;
    auto split = saved.begin() + (first_layer ? 2 : 5);
    variable_list x(saved.begin(), split), p(split, saved.end());
    if (first_layer) {
      expand_first_layer(x, p);
      dy.insert(dy.begin() + 1, at::Tensor());
    }
    make_contiguous(dy);
    auto H = context->saved_data["heads"].toInt();
    auto C = x[0].size(-1), rows = x[0].numel() / C;
    auto dx = empty_like(x);
    auto sums = cleared_sums(rows, 4, C);
    dispatch(x[0].scalar_type(), [&](auto element) {
      using Element = decltype(element);
      for_rows(rows, [&](int64_t task, int64_t begin, int64_t end) {
        auto s = pointer<float>(sums) + task * 4 * C;
        kernels::wkv7_prepare_backward<Element>(
            prepare_inputs<Element>(dx), {s, s + C, s + 2 * C, s + 3 * C},
            prepare_outputs<const Element>(dy), prepare_inputs<const Element>(x),
            prepare_vectors(p), H, C / H, begin, end);
      });
    });
    auto total = sums.sum(0);
    auto shape = context->saved_data["shape"].toIntVector();
    variable_list gradients;
    for (auto &gradient : dx)
      if (gradient.defined()) gradients.push_back(gradient);
    for (int i = 0; i < 4; i++)
      if (i != 1 || !first_layer) gradients.push_back(total[i].view(shape));
    gradients.push_back({});
    return gradients;
  }
};

template <class Element> kernels::FinishInputs<Element> finish_inputs(const variable_list &x) {
  return {pointer<Element>(x[0]), pointer<Element>(x[1]), pointer<Element>(x[2]),
          pointer<Element>(x[3]), pointer<Element>(x[4])};
}

/// y, r, k, v, g (B,T,C) and the norm's weight, bias (C) and r_k (H,N) -> (B,T,C).
struct Finish : torch::autograd::Function<Finish> {
  static at::Tensor forward(AutogradContext *context, at::TensorList activations, at::TensorList p,
                            double epsilon) {
    auto x = activations.vec();
    check_alike(x);
    make_contiguous(x);
    auto C = x[0].size(-1), rows = x[0].numel() / C, H = p[2].size(0);
    auto out = at::empty_like(x[0]);
    variable_list saved = x;
    for (auto &t : p) saved.push_back(vector(t));
    kernels::FinishVectors<const float> vectors = {
        pointer<float>(saved[5]), pointer<float>(saved[6]), pointer<float>(saved[7])};
    dispatch(x[0].scalar_type(), [&](auto element) {
      using Element = decltype(element);
      for_rows(rows, [&](int64_t, int64_t begin, int64_t end) {
        kernels::wkv7_finish<Element>(pointer<Element>(out), finish_inputs<const Element>(x),
                                      vectors, float(epsilon), H, C / H, begin, end);
      });
    });
    context->save_for_backward(saved);
    context->saved_data["epsilon"] = epsilon;
    return out;
  }

  static variable_list backward(AutogradContext *context, variable_list from_above) {
    auto saved = context->get_saved_variables();
    variable_list x(saved.begin(), saved.begin() + 5);
    auto dout = from_above[0].contiguous();
    auto C = x[0].size(-1), rows = x[0].numel() / C, H = saved[7].size(0);
    auto epsilon = float(context->saved_data["epsilon"].toDouble());
    auto dx = empty_like(x);
    auto sums = cleared_sums(rows, 3, C);
    kernels::FinishVectors<const float> vectors = {
        pointer<float>(saved[5]), pointer<float>(saved[6]), pointer<float>(saved[7])};
    dispatch(x[0].scalar_type(), [&](auto element) {
      using Element = decltype(element);
      for_rows(rows, [&](int64_t task, int64_t begin, int64_t end) {
        auto s = pointer<float>(sums) + task * 3 * C;
        kernels::wkv7_finish_backward<Element>(
            finish_inputs<Element>(dx), {s, s + C, s + 2 * C}, pointer<Element>(dout),
            finish_inputs<const Element>(x), vectors, epsilon, H, C / H, begin, end);
      });
    });
    auto total = sums.sum(0);
    variable_list gradients = dx;
    gradients.insert(gradients.end(), {total[0], total[1], total[2].view({H, C / H}), {}});
    return gradients;
  }
};

} // namespace

CTStatus ct_wkv7_prepare(CTWKV7Operands *out, CTWKV7Sources x, CTWKV7Vectors p, int64_t heads) {
  return guard([&] {
    bool first_layer = !x.first_value.pointer;
    variable_list sources = {unwrap(x.key), unwrap(x.learning_rate)};
    variable_list vectors = {unwrap(p.a0), unwrap(p.k_k), unwrap(p.k_a)};
    if (!first_layer) {
      sources.insert(sources.end(), {unwrap(x.value), unwrap(x.first_value), unwrap(x.gate)});
      vectors.insert(vectors.begin() + 1, unwrap(p.v0));
    }
    auto y = Prepare::apply(at::TensorList(sources), at::TensorList(vectors), heads);
    if (first_layer) y.insert(y.begin() + 1, unwrap(x.value));
    give(&out->k, y[0]), give(&out->v, y[1]), give(&out->a, y[2]), give(&out->b, y[3]);
  });
}

CTStatus ct_wkv7_finish(CTTensor *out, CTTensor y, CTTensor r, CTTensor k, CTTensor v, CTTensor g,
                        CTTensor weight, CTTensor bias, CTTensor r_k, double epsilon) {
  return guard([&] {
    variable_list activations = {unwrap(y), unwrap(r), unwrap(k), unwrap(v), unwrap(g)};
    variable_list vectors = {unwrap(weight), unwrap(bias), unwrap(r_k)};
    give(out, Finish::apply(at::TensorList(activations), at::TensorList(vectors), epsilon));
  });
}
