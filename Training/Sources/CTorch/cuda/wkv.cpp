// The recurrences on NVIDIA cards: which kernels run, on what.
#include "wkv.hpp"

#include "../kernels/wkv7.hpp"
#include "launch.hpp"

using namespace ct::cuda;

namespace {
struct Sizes {
  int64_t B, T, H, N, chunks;
  int t, h; // T and H as the kernels take them

  explicit Sizes(const at::Tensor &x)
      : B(x.size(0)), T(x.size(1)), H(x.size(2)), N(x.size(3)),
        chunks((T + kernels::WKV7_CHUNK - 1) / kernels::WKV7_CHUNK), t(int(T)), h(int(H)) {
    TORCH_CHECK(N <= 128, "the kernels for NVIDIA cards take heads of up to 128, not ", N);
  }

  /// One fp32 state for each chunk of each head.
  at::Tensor states(const at::Tensor &x) const {
    return at::empty({B, H, chunks, N, N}, x.options().dtype(at::kFloat));
  }
};
} // namespace

void ct::cuda::wkv7_forward(const at::Tensor &y, const at::Tensor &final, variable_list &saved,
                            const variable_list &x, const at::Tensor &initial) {
  Sizes s(y);
  auto states = s.states(y), products = at::empty(y.sizes(), y.options().dtype(at::kFloat));
  launch("wkv7_forward", y, {s.B * s.H}, data(y), data(final), data(states), data(products),
         data(x[0]), data(x[1]), data(x[2]), data(x[3]), data(x[4]), data(x[5]), data(initial), s.t,
         s.h);
  saved = {states, products};
}

void ct::cuda::wkv7_backward(const variable_list &gradients, const at::Tensor &d_initial,
                             const at::Tensor &dy, const at::Tensor &d_final,
                             const variable_list &saved, const variable_list &x) {
  Sizes s(dy);
  auto d_states = s.states(dy), du = at::empty(dy.sizes(), dy.options().dtype(at::kFloat));
  auto &g = gradients;
  launch("wkv7_backward_rows", dy, {s.B * s.H}, data(g[3]), data(du), data(d_states),
         data(d_initial), data(dy), data(d_final), data(x[0]), data(x[1]), data(x[2]), data(x[4]),
         data(x[5]), s.t, s.h);
  launch("wkv7_backward_columns", dy, {s.B * s.H, s.chunks}, data(g[0]), data(g[1]), data(g[2]),
         data(g[4]), data(g[5]), data(dy), data(du), data(saved[0]), data(d_states), data(saved[1]),
         data(x[0]), data(x[1]), data(x[2]), data(x[3]), data(x[4]), data(x[5]), s.t, s.h);
}

void ct::cuda::wkv6_forward(const at::Tensor &y, const at::Tensor &final, variable_list &saved,
                            const variable_list &x, const at::Tensor &initial) {
  Sizes s(y);
  auto states = s.states(y);
  launch("wkv6_forward", y, {s.B * s.H}, data(y), data(final), data(states), data(x[0]), data(x[1]),
         data(x[2]), data(x[3]), data(x[4]), data(initial), s.t, s.h);
  saved = {states};
}

void ct::cuda::wkv6_backward(const variable_list &gradients, const at::Tensor &d_initial,
                             const at::Tensor &dy, const at::Tensor &d_final,
                             const variable_list &saved, const variable_list &x) {
  Sizes s(dy);
  auto d_states = s.states(dy);
  auto du = at::empty({s.B, s.H, s.chunks, s.N}, dy.options().dtype(at::kFloat));
  auto &g = gradients;
  launch("wkv6_backward_rows", dy, {s.B * s.H}, data(g[3]), data(d_states), data(d_initial),
         data(dy), data(d_final), data(x[0]), data(x[1]), data(x[2]), data(x[4]), s.t, s.h);
  launch("wkv6_backward_columns", dy, {s.B * s.H, s.chunks}, data(g[0]), data(g[1]), data(g[2]),
         data(du), data(dy), data(saved[0]), data(d_states), data(x[0]), data(x[1]), data(x[2]),
         data(x[3]), data(x[4]), s.t, s.h);
  g[4].copy_(du.sum(2));
}
