// wkv6 for every kind of processor and both kinds of numbers.
#include "wkv6.hpp"

#define KERNELS_BODY "wkv6_bodies.hpp"
#include "each_level.hpp"

namespace kernels {

template <class Element>
void wkv6_forward(Element *y, float *final_state, float *saved,
                  WKV6Inputs<const Element, const float> inputs, const float *initial_state,
                  WKV6Shape shape, int64_t begin, int64_t end, float *scratch, Level level) {
  KERNELS_CALL(
      level, wkv6_forward(y, final_state, saved, inputs, initial_state, shape, begin, end, scratch))
}

template <class Element>
void wkv6_backward(WKV6Inputs<Element, float> gradients, float *d_initial_state, const Element *dy,
                   const float *d_final_state, const float *saved,
                   WKV6Inputs<const Element, const float> inputs, WKV6Shape shape, int64_t begin,
                   int64_t end, float *scratch, Level level){
    KERNELS_CALL(level, wkv6_backward(gradients, d_initial_state, dy, d_final_state, saved, inputs,
                                      shape, begin, end, scratch))}

#define FOR(Element)                                                                               \
  template void wkv6_forward(Element *, float *, float *, WKV6Inputs<const Element, const float>,  \
                             const float *, WKV6Shape, int64_t, int64_t, float *, Level);          \
  template void wkv6_backward(WKV6Inputs<Element, float>, float *, const Element *, const float *, \
                              const float *, WKV6Inputs<const Element, const float>, WKV6Shape,    \
                              int64_t, int64_t, float *, Level);
FOR(float) FOR(bfloat16)

} // namespace kernels
