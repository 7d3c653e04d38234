// The fused recurrence of RWKV-7 as an operation with a gradient.
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

struct WKV7 : torch::autograd::Function<WKV7> {
  static at::Tensor forward(AutogradContext *context, at::Tensor r, at::Tensor w, at::Tensor k,
                            at::Tensor v, at::Tensor a, at::Tensor b) {
    TORCH_CHECK(r.dim() == 4 && r.size(3) % 16 == 0,
                "wkv7 takes (B,T,H,N) with N a multiple of 16, not ", r.sizes());
    variable_list x = {r, w, k, v, a, b};
    for (auto &t : x) {
      TORCH_CHECK(t.sizes() == r.sizes() && t.scalar_type() == r.scalar_type(),
                  "the inputs of wkv7 differ in shape or type");
      t = t.contiguous();
    }
    auto shape = shape_of(r);
    auto y = at::empty_like(x[0]);
    auto saved = at::empty({kernels::wkv7_saved_size(shape)}, at::kFloat);
    dispatch(r.scalar_type(), [&](auto element) {
      using Element = decltype(element);
      parallel(shape.B * shape.H, [&](int64_t begin, int64_t end) {
        std::vector<float> scratch(kernels::wkv7_scratch_size(shape.N));
        kernels::wkv7_forward<Element>(pointer<Element>(y), nullptr, pointer<float>(saved),
                                       pointers<const Element>(x), nullptr, shape, begin, end,
                                       scratch.data());
      });
    });
    x.push_back(saved);
    context->save_for_backward(x);
    return y;
  }

  static variable_list backward(AutogradContext *context, variable_list from_above) {
    auto x = context->get_saved_variables();
    auto dy = from_above[0].contiguous();
    auto shape = shape_of(dy);
    variable_list gradients;
    for (int i = 0; i < 6; i++) gradients.push_back(at::empty_like(dy));
    dispatch(dy.scalar_type(), [&](auto element) {
      using Element = decltype(element);
      parallel(shape.B * shape.H, [&](int64_t begin, int64_t end) {
        std::vector<float> scratch(kernels::wkv7_scratch_size(shape.N));
        kernels::wkv7_backward<Element>(
            pointers<Element>(gradients), nullptr, pointer<const Element>(dy), nullptr,
            pointer<float>(x[6]), pointers<const Element>(x), shape, begin, end, scratch.data());
      });
    });
    return gradients;
  }
};
} // namespace

CTStatus ct_wkv7(CTTensor *y, CTTensor r, CTTensor w, CTTensor k, CTTensor v, CTTensor a,
                 CTTensor b) {
  return guard([&] {
    give(y, WKV7::apply(unwrap(r), unwrap(w), unwrap(k), unwrap(v), unwrap(a), unwrap(b)));
  });
}
