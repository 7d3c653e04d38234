// The differentiable operations that the model's formulas are written in.
#include "tensor.hpp"

using namespace ct;

CTStatus ct_add(CTTensor *out, CTTensor a, CTTensor b) {
  return guard([&] { give(out, unwrap(a) + unwrap(b)); });
}
CTStatus ct_subtract(CTTensor *out, CTTensor a, CTTensor b) {
  return guard([&] { give(out, unwrap(a) - unwrap(b)); });
}
CTStatus ct_multiply(CTTensor *out, CTTensor a, CTTensor b) {
  return guard([&] { give(out, unwrap(a) * unwrap(b)); });
}
CTStatus ct_add_scalar(CTTensor *out, CTTensor a, double b) {
  return guard([&] { give(out, unwrap(a) + b); });
}
CTStatus ct_multiply_scalar(CTTensor *out, CTTensor a, double b) {
  return guard([&] { give(out, unwrap(a) * b); });
}
CTStatus ct_sigmoid(CTTensor *out, CTTensor x) {
  return guard([&] { give(out, unwrap(x).sigmoid()); });
}
CTStatus ct_tanh(CTTensor *out, CTTensor x) {
  return guard([&] { give(out, unwrap(x).tanh()); });
}
CTStatus ct_relu(CTTensor *out, CTTensor x) {
  return guard([&] { give(out, unwrap(x).relu()); });
}
CTStatus ct_exp(CTTensor *out, CTTensor x) {
  return guard([&] { give(out, unwrap(x).exp()); });
}
CTStatus ct_square(CTTensor *out, CTTensor x) {
  return guard([&] { give(out, unwrap(x).square()); });
}
CTStatus ct_at_most(CTTensor *out, CTTensor x, double limit) {
  return guard([&] { give(out, unwrap(x).clamp_max(limit)); });
}

CTStatus ct_reshape(CTTensor *out, CTTensor x, const int64_t *shape, int rank) {
  return guard([&] { give(out, unwrap(x).reshape(at::IntArrayRef(shape, rank))); });
}
CTStatus ct_narrow(CTTensor *out, CTTensor x, int dimension, int64_t start, int64_t length) {
  return guard([&] { give(out, unwrap(x).narrow(dimension, start, length)); });
}
CTStatus ct_rows(CTTensor *out, CTTensor x, CTTensor ids) {
  return guard([&] { give(out, unwrap(x).index_select(0, unwrap(ids))); });
}
CTStatus ct_stack(CTTensor *out, const CTTensor *parts, size_t count, int dimension) {
  return guard([&] { give(out, at::stack(unwrap(parts, count), dimension)); });
}
CTStatus ct_split(CTTensor *out, CTTensor x, const int64_t *sizes, size_t count, int dimension) {
  return guard([&] {
    auto parts = unwrap(x).split_with_sizes(at::IntArrayRef(sizes, count), dimension);
    for (size_t i = 0; i < count; i++) give(out + i, parts[i]);
  });
}
CTStatus ct_concatenate(CTTensor *out, const CTTensor *parts, size_t count, int dimension) {
  return guard([&] { give(out, at::cat(unwrap(parts, count), dimension)); });
}
CTStatus ct_permute(CTTensor *out, CTTensor x, const int64_t *dimensions, int rank) {
  return guard([&] { give(out, unwrap(x).permute(at::IntArrayRef(dimensions, rank))); });
}
CTStatus ct_pad_end(CTTensor *out, CTTensor x, int dimension, int64_t count) {
  return guard([&] {
    auto &t = unwrap(x);
    std::vector<int64_t> pads(2 * (t.dim() - dimension), 0);
    pads.back() = count;
    give(out, at::constant_pad_nd(t, pads));
  });
}
CTStatus ct_shift(CTTensor *out, CTTensor x) {
  return guard([&] { give(out, at::constant_pad_nd(unwrap(x), {0, 0, 1, -1})); });
}

CTStatus ct_matmul(CTTensor *out, CTTensor a, CTTensor b) {
  return guard([&] { give(out, at::matmul(unwrap(a), unwrap(b))); });
}
CTStatus ct_linear(CTTensor *out, CTTensor x, CTTensor weight) {
  return guard([&] { give(out, at::linear(unwrap(x), unwrap(weight))); });
}
CTStatus ct_cumulative_sum(CTTensor *out, CTTensor x, int dimension) {
  return guard([&] { give(out, unwrap(x).cumsum(dimension)); });
}
CTStatus ct_lower(CTTensor *out, CTTensor x, int64_t diagonal) {
  return guard([&] { give(out, unwrap(x).tril(diagonal)); });
}
CTStatus ct_solve_unit_lower(CTTensor *out, CTTensor L, CTTensor B) {
  return guard([&] {
    give(out, at::linalg_solve_triangular(unwrap(L), unwrap(B), /*upper=*/false, /*left=*/true,
                                          /*unitriangular=*/true));
  });
}
CTStatus ct_sum_last(CTTensor *out, CTTensor x) {
  return guard([&] { give(out, unwrap(x).sum(-1, true)); });
}
CTStatus ct_max_last(CTTensor *out, CTTensor x) {
  return guard([&] { give(out, std::get<0>(unwrap(x).max(-1))); });
}
CTStatus ct_mean(CTTensor *out, CTTensor x) {
  return guard([&] { give(out, unwrap(x).mean()); });
}
CTStatus ct_normalize_last(CTTensor *out, CTTensor x, double epsilon) {
  return guard([&] {
    namespace F = torch::nn::functional;
    give(out, F::normalize(unwrap(x), F::NormalizeFuncOptions().p(2).dim(-1).eps(epsilon)));
  });
}
CTStatus ct_layer_norm(CTTensor *out, CTTensor x, CTTensor weight, CTTensor bias, double epsilon) {
  return guard([&] {
    auto &w = unwrap(weight);
    give(out, at::layer_norm(unwrap(x), w.sizes(), w, unwrap(bias), epsilon));
  });
}
CTStatus ct_group_norm(CTTensor *out, CTTensor x, int64_t groups, CTTensor weight, CTTensor bias,
                       double epsilon) {
  return guard(
      [&] { give(out, at::group_norm(unwrap(x), groups, unwrap(weight), unwrap(bias), epsilon)); });
}
CTStatus ct_embedding(CTTensor *out, CTTensor weight, CTTensor ids) {
  return guard([&] { give(out, at::embedding(unwrap(weight), unwrap(ids))); });
}
CTStatus ct_cross_entropy(CTTensor *out, CTTensor logits, CTTensor targets, int sum) {
  return guard([&] {
    auto reduction = sum ? at::Reduction::Sum : at::Reduction::Mean;
    give(out, at::cross_entropy_loss(unwrap(logits), unwrap(targets), {}, reduction, -1));
  });
}
