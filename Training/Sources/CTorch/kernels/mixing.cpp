// The kernels of mixing.hpp for every kind of processor and every kind of numbers.
#include "mixing.hpp"

#define KERNELS_BODY "mixing_bodies.hpp"
#include "each_level.hpp"

namespace kernels {

template <class Element>
void token_shift(Element *const *y, const Element *x, const Element *first, const float *const *mix,
                 int64_t count, int64_t T, int64_t C, int64_t begin, int64_t end, Level level) {
  KERNELS_CALL(level, token_shift(y, x, first, mix, count, T, C, begin, end))
}

template <class Element>
void token_shift_backward(Element *dx, float *const *dmix, const Element *const *dy,
                          const Element *x, const Element *first, const float *const *mix,
                          int64_t count, int64_t T, int64_t C, int64_t begin, int64_t end,
                          Level level) {
  KERNELS_CALL(level, token_shift_backward(dx, dmix, dy, x, first, mix, count, T, C, begin, end))
}

template <class Element>
void wkv7_prepare(PrepareOutputs<Element> y, PrepareInputs<const Element> x,
                  PrepareVectors<const float> p, int64_t H, int64_t N, int64_t begin, int64_t end,
                  Level level) {
  KERNELS_CALL(level, wkv7_prepare(y, x, p, H, N, begin, end))
}

template <class Element>
void wkv7_prepare_backward(PrepareInputs<Element> dx, PrepareVectors<float> dp,
                           PrepareOutputs<const Element> dy, PrepareInputs<const Element> x,
                           PrepareVectors<const float> p, int64_t H, int64_t N, int64_t begin,
                           int64_t end, Level level) {
  KERNELS_CALL(level, wkv7_prepare_backward(dx, dp, dy, x, p, H, N, begin, end))
}

template <class Element>
void wkv7_finish(Element *out, FinishInputs<const Element> x, FinishVectors<const float> p,
                 float epsilon, int64_t H, int64_t N, int64_t begin, int64_t end, Level level) {
  KERNELS_CALL(level, wkv7_finish(out, x, p, epsilon, H, N, begin, end))
}

template <class Element>
void wkv7_finish_backward(FinishInputs<Element> dx, FinishVectors<float> dp, const Element *dout,
                          FinishInputs<const Element> x, FinishVectors<const float> p,
                          float epsilon, int64_t H, int64_t N, int64_t begin, int64_t end,
                          Level level) {
  KERNELS_CALL(level, wkv7_finish_backward(dx, dp, dout, x, p, epsilon, H, N, begin, end))
}

template <class Element, class Residual>
void layer_norm(Element *y, const Residual *x, const float *weight, const float *bias,
                float epsilon, int64_t C, int64_t begin, int64_t end, Level level) {
  KERNELS_CALL(level, layer_norm(y, x, weight, bias, epsilon, C, begin, end))
}

template <class Element, class Residual>
void layer_norm_backward(Residual *dx, float *dweight, float *dbias, const Element *dy,
                         const Residual *x, const float *weight, float epsilon, int64_t C,
                         int64_t begin, int64_t end, Level level) {
  KERNELS_CALL(level,
               layer_norm_backward(dx, dweight, dbias, dy, x, weight, epsilon, C, begin, end))
}

template <class Element>
void relu_squared(Element *y, const Element *x, int64_t begin, int64_t end, Level level) {
  KERNELS_CALL(level, relu_squared(y, x, begin, end))
}

template <class Element>
void relu_squared_backward(Element *dx, const Element *dy, const Element *x, int64_t begin,
                           int64_t end, Level level){
    KERNELS_CALL(level, relu_squared_backward(dx, dy, x, begin, end))}

#define FOR_ELEMENT(E)                                                                             \
  template void token_shift(E *const *, const E *, const E *, const float *const *, int64_t,       \
                            int64_t, int64_t, int64_t, int64_t, Level);                            \
  template void token_shift_backward(E *, float *const *, const E *const *, const E *, const E *,  \
                                     const float *const *, int64_t, int64_t, int64_t, int64_t,     \
                                     int64_t, Level);                                              \
  template void wkv7_prepare(PrepareOutputs<E>, PrepareInputs<const E>,                            \
                             PrepareVectors<const float>, int64_t, int64_t, int64_t, int64_t,      \
                             Level);                                                               \
  template void wkv7_prepare_backward(                                                             \
      PrepareInputs<E>, PrepareVectors<float>, PrepareOutputs<const E>, PrepareInputs<const E>,    \
      PrepareVectors<const float>, int64_t, int64_t, int64_t, int64_t, Level);                     \
  template void wkv7_finish(E *, FinishInputs<const E>, FinishVectors<const float>, float,         \
                            int64_t, int64_t, int64_t, int64_t, Level);                            \
  template void wkv7_finish_backward(FinishInputs<E>, FinishVectors<float>, const E *,             \
                                     FinishInputs<const E>, FinishVectors<const float>, float,     \
                                     int64_t, int64_t, int64_t, int64_t, Level);                   \
  template void relu_squared(E *, const E *, int64_t, int64_t, Level);                             \
  template void relu_squared_backward(E *, const E *, const E *, int64_t, int64_t, Level);

#define FOR_RESIDUAL(E, R)                                                                         \
  template void layer_norm(E *, const R *, const float *, const float *, float, int64_t, int64_t,  \
                           int64_t, Level);                                                        \
  template void layer_norm_backward(R *, float *, float *, const E *, const R *, const float *,    \
                                    float, int64_t, int64_t, int64_t, Level);

FOR_ELEMENT(float) FOR_ELEMENT(bfloat16) FOR_RESIDUAL(float, float) FOR_RESIDUAL(bfloat16, float)
    FOR_RESIDUAL(bfloat16, bfloat16)

} // namespace kernels
