// The recurrence of RWKV-5.2, 6 and 7: one update of the state, read after it or before it.
#include "cpu_dispatch.h"

#include <stdbool.h>

/// `removes` is said as a constant, so that each writing is compiled by itself: with a and b as in
/// RWKV-7, which reads after the update, or with u as before it, which reads what was there and the
/// bonus.
INLINE void recur_plain(float *y, float *S, const float *r, const float *w, const float *k,
                        const float *v, const float *a, const float *b, const float *u,
                        const bool removes, size_t steps, size_t stride, size_t N) {
  for (size_t t = 0; t < steps * stride; t += stride) {
    for (size_t i = 0; i < N; i++) {
      float sa = 0, sr = 0;
      if (removes)
        for (size_t j = 0; j < N; j++) sa += S[j * N + i] * a[t + j];
      for (size_t j = 0; j < N; j++) {
        float *s = S + j * N + i;
        const float vk = v[t + i] * k[t + j];
        if (!removes) sr += (*s + u[j] * vk) * r[t + j];
        *s = *s * w[t + j] + (removes ? sa * b[t + j] : 0) + vk;
        if (removes) sr += *s * r[t + j];
      }
      y[t + i] = sr;
    }
  }
}

void kernels_wkv6_plain(float *y, float *S, const float *r, const float *w, const float *k,
                        const float *v, const float *u, size_t steps, size_t stride, size_t N) {
  recur_plain(y, S, r, w, k, v, NULL, NULL, u, false, steps, stride, N);
}

void kernels_wkv7_plain(float *y, float *S, const float *r, const float *w, const float *k,
                        const float *v, const float *a, const float *b, size_t steps, size_t stride,
                        size_t N) {
  recur_plain(y, S, r, w, k, v, a, b, NULL, true, steps, stride, N);
}

/// The sum over the head of r u k: the share of v that the current token gets beside the state.
INLINE float bonus(const float *r, const float *u, const float *k, size_t N) {
  vec sums = {0};
  for (size_t j = 0; j < N; j += 16)
    sums += *(const vec *)(r + j) * *(const vec *)(u + j) * *(const vec *)(k + j);
  float sum = 0;
  for (size_t lane = 0; lane < 16; lane++) sum += sums[lane];
  return sum;
}

/// One token in `width` vectors of columns. Where `is_followed`, what the next one takes away is
/// summed up on the way, so that the state is gone through once for each token; else the head that
/// stands behind this one is asked for.
INLINE void update(vec *sr, vec *sa, float *S, const vec *v, const float *r, const float *w,
                   const float *k, const float *b, const float *next_a, const bool removes,
                   const bool is_followed, size_t N, const size_t width) {
  vec next[4] = {0};
  for (size_t j = 0; j < N; j++) {
    for (size_t i = 0; i < width; i++) {
      vec *s = (vec *)(S + j * N + 16 * i);
      if (!removes) sr[i] += *s * r[j];
      const vec kept = removes ? *s * w[j] + sa[i] * b[j] : *s * w[j];
      const vec updated = kept + v[i] * k[j];
      *s = updated;
      if (!is_followed) __builtin_prefetch(s + N * N / 16, 1, 3);
      if (removes) sr[i] += updated * r[j];
      if (is_followed) next[i] += updated * next_a[j];
    }
  }
  for (size_t i = 0; i < width; i++) sa[i] = next[i];
}

/// The columns of the state do not meet: `width` vectors of them go through all the steps in the
/// first-level cache.
INLINE void slice(float *y, float *S, const float *r, const float *w, const float *k,
                  const float *v, const float *a, const float *b, const float *u,
                  const bool removes, size_t steps, size_t stride, size_t N, const size_t width) {
  vec sa[4] = {0};
  if (removes)
    for (size_t j = 0; j < N; j++)
      for (size_t i = 0; i < width; i++) sa[i] += *(const vec *)(S + j * N + 16 * i) * a[j];
  for (size_t t = 0; t < steps * stride; t += stride) {
    vec sr[4] = {0}, values[4];
    for (size_t i = 0; i < width; i++) values[i] = *(const vec *)(v + t + 16 * i);
    if (!removes) {
      const float share = bonus(r + t, u, k + t, N);
      for (size_t i = 0; i < width; i++) sr[i] = values[i] * share;
    }
    const float *bt = removes ? b + t : NULL;
    if (removes && t + stride < steps * stride)
      update(sr, sa, S, values, r + t, w + t, k + t, bt, a + t + stride, removes, true, N, width);
    else
      update(sr, sa, S, values, r + t, w + t, k + t, bt, NULL, removes, false, N, width);
    for (size_t i = 0; i < width; i++) *(vec *)(y + t + 16 * i) = sr[i];
  }
}

INLINE void recur(float *y, float *S, const float *r, const float *w, const float *k,
                  const float *v, const float *a, const float *b, const float *u,
                  const bool removes, size_t steps, size_t stride, size_t N) {
  size_t i = 0;
  for (; i + 64 <= N; i += 64)
    slice(y + i, S + i, r, w, k, v + i, a, b, u, removes, steps, stride, N, 4);
  for (; i < N; i += 16) slice(y + i, S + i, r, w, k, v + i, a, b, u, removes, steps, stride, N, 1);
}

FOR_FAST_LEVELS(kernels_wkv6,
                (float *y, float *S, const float *r, const float *w, const float *k, const float *v,
                 const float *u, size_t steps, size_t stride, size_t N),
                recur(y, S, r, w, k, v, NULL, NULL, u, false, steps, stride, N))
FOR_FAST_LEVELS(kernels_wkv7,
                (float *y, float *S, const float *r, const float *w, const float *k, const float *v,
                 const float *a, const float *b, size_t steps, size_t stride, size_t N),
                recur(y, S, r, w, k, v, a, b, NULL, true, steps, stride, N))
