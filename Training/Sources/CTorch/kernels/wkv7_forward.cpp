// The forward pass of wkv7 for every kind of processor and both kinds of numbers.
#include "wkv7.hpp"

#define KERNELS_BODY "wkv7_forward.hpp"
#include "each_level.hpp"

namespace kernels {

template <class Element>
void wkv7_forward(Element *y, float *final_state, float *saved, WKV7Inputs<const Element> inputs,
                  const float *initial_state, WKV7Shape shape, int64_t begin, int64_t end,
                  float *scratch, Level level) {
  KERNELS_CALL(
      level, wkv7_forward(y, final_state, saved, inputs, initial_state, shape, begin, end, scratch))
}

template void wkv7_forward(float *, float *, float *, WKV7Inputs<const float>, const float *,
                           WKV7Shape, int64_t, int64_t, float *, Level);
template void wkv7_forward(bfloat16 *, float *, float *, WKV7Inputs<const bfloat16>, const float *,
                           WKV7Shape, int64_t, int64_t, float *, Level);

} // namespace kernels
