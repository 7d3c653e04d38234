// The recurrence of RWKV-7.
#include "levels.h"

void kernels_wkv7_plain(float *y, float *S, const float *r, const float *w, const float *k,
                        const float *v, const float *a, const float *b, size_t steps, size_t stride,
                        size_t N) {
  for (size_t t = 0; t < steps * stride; t += stride) {
    for (size_t i = 0; i < N; i++) {
      float sa = 0, sr = 0;
      for (size_t j = 0; j < N; j++) sa += S[j * N + i] * a[t + j];
      for (size_t j = 0; j < N; j++) {
        float *s = S + j * N + i;
        *s = *s * w[t + j] + sa * b[t + j] + v[t + i] * k[t + j];
        sr += *s * r[t + j];
      }
      y[t + i] = sr;
    }
  }
}

/// The columns of the state do not meet: `width` vectors of them go through all the steps in the first-level cache.
INLINE void slice(float *y, float *S, const float *r, const float *w, const float *k,
                  const float *v, const float *a, const float *b, size_t steps, size_t stride,
                  size_t N, const size_t width) {
  for (size_t t = 0; t < steps * stride; t += stride) {
    vec sa[4] = {0}, sr[4] = {0};
    for (size_t j = 0; j < N; j++)
      for (size_t i = 0; i < width; i++) sa[i] += *(const vec *)(S + j * N + 16 * i) * a[t + j];
    for (size_t j = 0; j < N; j++) {
      for (size_t i = 0; i < width; i++) {
        vec *s = (vec *)(S + j * N + 16 * i);
        const vec kept = *s * w[t + j] + sa[i] * b[t + j];
        const vec updated = kept + *(const vec *)(v + t + 16 * i) * k[t + j];
        *s = updated;
        sr[i] += updated * r[t + j];
      }
    }
    for (size_t i = 0; i < width; i++) *(vec *)(y + t + 16 * i) = sr[i];
  }
}

INLINE void wkv7(float *y, float *S, const float *r, const float *w, const float *k, const float *v,
                 const float *a, const float *b, size_t steps, size_t stride, size_t N) {
  size_t i = 0;
  for (; i + 64 <= N; i += 64) slice(y + i, S + i, r, w, k, v + i, a, b, steps, stride, N, 4);
  for (; i < N; i += 16) slice(y + i, S + i, r, w, k, v + i, a, b, steps, stride, N, 1);
}

FOR_FAST_LEVELS(kernels_wkv7,
                (float *y, float *S, const float *r, const float *w, const float *k, const float *v,
                 const float *a, const float *b, size_t steps, size_t stride, size_t N),
                wkv7(y, S, r, w, k, v, a, b, steps, stride, N))
