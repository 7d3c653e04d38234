// The functions that act on each number by itself.
#include "exponential.h"

INLINE void lerp(float *y, const float *x, const float *other, const float *mix, size_t count) {
  for (size_t i = 0; i < count; i++) y[i] = x[i] + (other[i] - x[i]) * mix[i];
}

INLINE void add(float *y, const float *x, size_t count) {
  for (size_t i = 0; i < count; i++) y[i] += x[i];
}

INLINE void multiply(float *y, const float *x, size_t count) {
  for (size_t i = 0; i < count; i++) y[i] *= x[i];
}

/// tanh(y) = 1 - 2 / (e^2y + 1)
INLINE void tangent(float *y, size_t count) {
  for (size_t i = 0; i < count; i++) y[i] = 1.0f - 2.0f / (exponential(2.0f * y[i]) + 1.0f);
}

INLINE void sigmoid(float *y, size_t count) {
  for (size_t i = 0; i < count; i++) y[i] = logistic(y[i]);
}

INLINE void sigmoid_biased(float *y, const float *bias, size_t count) {
  for (size_t i = 0; i < count; i++) y[i] = logistic(y[i] + bias[i]);
}

INLINE void silu(float *y, size_t count) {
  for (size_t i = 0; i < count; i++) y[i] *= logistic(y[i]);
}

INLINE void relu_squared(float *y, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const float positive = y[i] > 0.0f ? y[i] : 0.0f;
    y[i] = positive * positive;
  }
}

INLINE void wkv6_decay(float *w, const float *w0, size_t count) {
  for (size_t i = 0; i < count; i++) w[i] = exponential(-exponential(w[i] + w0[i]));
}

INLINE void wkv7_decay(float *w, const float *w0, size_t count) {
  for (size_t i = 0; i < count; i++) w[i] = exponential(-0.606530660f * logistic(w[i] + w0[i]));
}

FOR_EACH_LEVEL(kernels_lerp,
               (float *y, const float *x, const float *other, const float *mix, size_t count),
               lerp(y, x, other, mix, count))
FOR_EACH_LEVEL(kernels_add, (float *y, const float *x, size_t count), add(y, x, count))
FOR_EACH_LEVEL(kernels_multiply, (float *y, const float *x, size_t count), multiply(y, x, count))
FOR_EACH_LEVEL(kernels_tanh, (float *y, size_t count), tangent(y, count))
FOR_EACH_LEVEL(kernels_sigmoid, (float *y, size_t count), sigmoid(y, count))
FOR_EACH_LEVEL(kernels_sigmoid_biased, (float *y, const float *bias, size_t count),
               sigmoid_biased(y, bias, count))
FOR_EACH_LEVEL(kernels_silu, (float *y, size_t count), silu(y, count))
FOR_EACH_LEVEL(kernels_relu_squared, (float *y, size_t count), relu_squared(y, count))
FOR_EACH_LEVEL(kernels_wkv6_decay, (float *w, const float *w0, size_t count),
               wkv6_decay(w, w0, count))
FOR_EACH_LEVEL(kernels_wkv7_decay, (float *w, const float *w0, size_t count),
               wkv7_decay(w, w0, count))
