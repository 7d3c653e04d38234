// The backward pass of wkv7 for every kind of processor and both kinds of numbers.
#include "wkv7.hpp"

#define KERNELS_BODY "wkv7_backward.hpp"
#include "each_level.hpp"

namespace kernels {

template <class Element>
void wkv7_backward(WKV7Inputs<Element> gradients, float *d_initial_state, const Element *dy,
                   const float *d_final_state, const float *saved, WKV7Inputs<const Element> inputs,
                   WKV7Shape shape, int64_t begin, int64_t end, float *scratch, Level level) {
  KERNELS_CALL(level, wkv7_backward(gradients, d_initial_state, dy, d_final_state, saved, inputs,
                                    shape, begin, end, scratch))
}

template void wkv7_backward(WKV7Inputs<float>, float *, const float *, const float *, const float *,
                            WKV7Inputs<const float>, WKV7Shape, int64_t, int64_t, float *, Level);
template void wkv7_backward(WKV7Inputs<bfloat16>, float *, const bfloat16 *, const float *,
                            const float *, WKV7Inputs<const bfloat16>, WKV7Shape, int64_t, int64_t,
                            float *, Level);

} // namespace kernels
