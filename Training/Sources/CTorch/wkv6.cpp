// The fused recurrence of RWKV-5.2 and 6 as an operation with a gradient.
#include "kernels/wkv6.hpp"
#include "recurrence.hpp"

using namespace ct;

namespace {
/// r, w, k, v, u in this order.
template <class Element, class Float>
kernels::WKV6Inputs<Element, Float> pointers(const variable_list &x) {
  return {pointer<Element>(x[0]), pointer<Element>(x[2]), pointer<Element>(x[3]),
          pointer<Float>(x[1]), pointer<Float>(x[4])};
}

kernels::WKV6Shape shape_of(const at::Tensor &x) {
  return {x.size(0), x.size(1), x.size(2), x.size(3)};
}

/// r, w, k, v, u.
struct WKV6 {
  static constexpr auto name = "wkv6";
  static constexpr size_t count = 5;
  static constexpr auto forward_on_card = cuda::wkv6_forward;
  static constexpr auto backward_on_card = cuda::wkv6_backward;

  static void check(const variable_list &x) {
    auto &r = x[0];
    TORCH_CHECK(r.dim() == 4 && r.size(3) % 16 == 0 && r.size(3) <= 256,
                "wkv6 takes (B,T,H,N) with N a multiple of 16 up to 256, not ", r.sizes());
    for (int i : {2, 3})
      TORCH_CHECK(x[i].sizes() == r.sizes() && x[i].scalar_type() == r.scalar_type(),
                  "the inputs of wkv6 differ in shape or type");
    std::vector<int64_t> bonus_shape = {r.size(2), r.size(3)};
    TORCH_CHECK(x[1].sizes() == r.sizes() && x[1].scalar_type() == at::kFloat &&
                    x[4].sizes() == bonus_shape && x[4].scalar_type() == at::kFloat,
                "the decay and the bonus of wkv6 are fp32");
  }

  /// Of u a part for each sequence.
  static at::Tensor empty_gradient(const variable_list &x, size_t i) {
    auto &r = x[0];
    return i == 4 ? at::empty({r.size(0), r.size(2), r.size(3)}, x[4].options())
                  : at::empty_like(x[i]);
  }

  static void finish_gradients(variable_list &gradients) { gradients[4] = gradients[4].sum(0); }

  static void forward_on_cpu(const at::Tensor &y, const at::Tensor &final, variable_list &saved,
                             const variable_list &x, const at::Tensor &initial) {
    auto shape = shape_of(y);
    auto states = at::empty({kernels::wkv6_saved_size(shape)}, at::kFloat);
    dispatch(y.scalar_type(), [&](auto element) {
      using Element = decltype(element);
      parallel(shape.B * shape.H, [&](int64_t begin, int64_t end) {
        std::vector<float> scratch(kernels::wkv6_scratch_size(shape.N));
        kernels::wkv6_forward<Element>(
            pointer<Element>(y), pointer<float>(final), pointer<float>(states),
            pointers<const Element, const float>(x), pointer<const float>(initial), shape, begin,
            end, scratch.data());
      });
    });
    saved = {states};
  }

  static void backward_on_cpu(const variable_list &gradients, const at::Tensor &d_initial,
                              const at::Tensor &dy, const at::Tensor &d_final,
                              const variable_list &saved, const variable_list &x) {
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
};
} // namespace

CTStatus ct_wkv6(CTTensor *y, CTTensor *final, CTTensor r, CTTensor w, CTTensor k, CTTensor v,
                 CTTensor u, CTTensor initial) {
  return guard([&] {
    apply_recurrence<WKV6>(y, final, {unwrap(r), unwrap(w), unwrap(k), unwrap(v), unwrap(u)},
                           initial);
  });
}
