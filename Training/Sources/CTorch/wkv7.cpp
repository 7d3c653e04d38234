// The fused recurrence of RWKV-7 as an operation with a gradient.
#include "kernels/wkv7.hpp"
#include "recurrence.hpp"

using namespace ct;

namespace {
template <class Element> kernels::WKV7Inputs<Element> pointers(const variable_list &x) {
  return {pointer<Element>(x[0]), pointer<Element>(x[1]), pointer<Element>(x[2]),
          pointer<Element>(x[3]), pointer<Element>(x[4]), pointer<Element>(x[5])};
}

kernels::WKV7Shape shape_of(const at::Tensor &x) {
  return {x.size(0), x.size(1), x.size(2), x.size(3)};
}

/// r, w, k, v, a, b.
struct WKV7 {
  static constexpr auto name = "wkv7";
  static constexpr size_t count = 6;
  static constexpr auto forward_on_card = cuda::wkv7_forward;
  static constexpr auto backward_on_card = cuda::wkv7_backward;

  static void check(const variable_list &x) {
    auto &r = x[0];
    TORCH_CHECK(r.dim() == 4 && r.size(3) % 16 == 0,
                "wkv7 takes (B,T,H,N) with N a multiple of 16, not ", r.sizes());
    for (auto &t : x)
      TORCH_CHECK(t.sizes() == r.sizes() && t.scalar_type() == r.scalar_type(),
                  "the inputs of wkv7 differ in shape or type");
  }

  static at::Tensor empty_gradient(const variable_list &x, size_t i) {
    return at::empty_like(x[i]);
  }

  static void finish_gradients(variable_list &) {}

  static void forward_on_cpu(const at::Tensor &y, const at::Tensor &final, variable_list &saved,
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

  static void backward_on_cpu(const variable_list &gradients, const at::Tensor &d_initial,
                              const at::Tensor &dy, const at::Tensor &d_final,
                              const variable_list &saved, const variable_list &x) {
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
};
} // namespace

CTStatus ct_wkv7(CTTensor *y, CTTensor *final, CTTensor r, CTTensor w, CTTensor k, CTTensor v,
                 CTTensor a, CTTensor b, CTTensor initial) {
  return guard([&] {
    apply_recurrence<WKV7>(
        y, final, {unwrap(r), unwrap(w), unwrap(k), unwrap(v), unwrap(a), unwrap(b)}, initial);
  });
}
