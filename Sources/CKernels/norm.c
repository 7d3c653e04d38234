// Layer norm and group norm.
#include "cpu_dispatch.h"

/// Statistics in two passes: mean first, then the squares of what remains.
INLINE void normalize_plain(float *y, const float *x, const float *weight, const float *bias,
                            float epsilon, size_t count) {
  float sum = 0;
  for (size_t i = 0; i < count; i++) sum += x[i];
  const float mean = sum / (float)count;
  float squares = 0;
  for (size_t i = 0; i < count; i++) squares += (x[i] - mean) * (x[i] - mean);
  const float scale = 1.0f / __builtin_elementwise_sqrt(squares / (float)count + epsilon);
  for (size_t i = 0; i < count; i++) y[i] = (x[i] - mean) * scale * weight[i] + bias[i];
}

/// The same with sixteen sums side by side.
INLINE void normalize(float *y, const float *x, const float *weight, const float *bias,
                      float epsilon, size_t count) {
  vec sums = {0}, squares = {0};
  for (size_t i = 0; i < count; i += 16) sums += *(const vec *)(x + i);
  float sum = 0;
  for (size_t lane = 0; lane < 16; lane++) sum += sums[lane];
  const float mean = sum / (float)count;
  for (size_t i = 0; i < count; i += 16) {
    const vec rest = *(const vec *)(x + i) - mean;
    squares += rest * rest;
  }
  sum = 0;
  for (size_t lane = 0; lane < 16; lane++) sum += squares[lane];
  const float scale = 1.0f / __builtin_elementwise_sqrt(sum / (float)count + epsilon);
  for (size_t i = 0; i < count; i += 16)
    *(vec *)(y + i) = (*(const vec *)(x + i) - mean) * scale * *(const vec *)(weight + i) +
                      *(const vec *)(bias + i);
}

void kernels_layer_norm_plain(float *y, const float *x, const float *weight, const float *bias,
                              float epsilon, size_t C) {
  normalize_plain(y, x, weight, bias, epsilon, C);
}

void kernels_group_norm_plain(float *y, const float *weight, const float *bias, float epsilon,
                              size_t H, size_t N) {
  for (size_t i = 0; i < H * N; i += N)
    normalize_plain(y + i, y + i, weight + i, bias + i, epsilon, N);
}

INLINE void group_norm(float *y, const float *weight, const float *bias, float epsilon, size_t H,
                       size_t N) {
  for (size_t i = 0; i < H * N; i += N) normalize(y + i, y + i, weight + i, bias + i, epsilon, N);
}

FOR_FAST_LEVELS(kernels_layer_norm,
                (float *y, const float *x, const float *weight, const float *bias, float epsilon,
                 size_t C),
                normalize(y, x, weight, bias, epsilon, C))
FOR_FAST_LEVELS(kernels_group_norm,
                (float *y, const float *weight, const float *bias, float epsilon, size_t H,
                 size_t N),
                group_norm(y, weight, bias, epsilon, H, N))
