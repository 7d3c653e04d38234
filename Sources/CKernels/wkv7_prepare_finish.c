// What comes before the recurrence of RWKV-7 and after it, one head at a time.
#include "cpu_dispatch.h"

INLINE void prepare_head(float *minus_kk, float *b, float *k, const float *a, const float *k_k,
                         const float *k_a, float norm, size_t N) {
  const float scale = 1.0f / (norm > 1e-12f ? norm : 1e-12f);
  for (size_t i = 0; i < N; i++) {
    const float kk = k[i] * k_k[i] * scale;
    minus_kk[i] = -kk;
    b[i] = kk * a[i];
    k[i] = k[i] * (1.0f + (a[i] - 1.0f) * k_a[i]);
  }
}

INLINE void finish_head(float *y, const float *v, const float *g, float bonus, size_t N) {
  for (size_t i = 0; i < N; i++) y[i] = (y[i] + bonus * v[i]) * g[i];
}

void kernels_wkv7_prepare_plain(float *minus_kk, float *b, float *k, const float *a,
                                const float *k_k, const float *k_a, size_t H, size_t N) {
  for (size_t h = 0; h < H * N; h += N) {
    float sum = 0;
    for (size_t i = h; i < h + N; i++) sum += k[i] * k_k[i] * (k[i] * k_k[i]);
    prepare_head(minus_kk + h, b + h, k + h, a + h, k_k + h, k_a + h,
                 __builtin_elementwise_sqrt(sum), N);
  }
}

void kernels_wkv7_finish_plain(float *y, const float *r, const float *k, const float *v,
                               const float *r_k, const float *g, size_t H, size_t N) {
  for (size_t h = 0; h < H * N; h += N) {
    float sum = 0;
    for (size_t i = h; i < h + N; i++) sum += r[i] * k[i] * r_k[i];
    finish_head(y + h, v + h, g + h, sum, N);
  }
}

INLINE void prepare(float *minus_kk, float *b, float *k, const float *a, const float *k_k,
                    const float *k_a, size_t H, size_t N) {
  for (size_t h = 0; h < H * N; h += N) {
    vec sums = {0};
    for (size_t i = h; i < h + N; i += 16) {
      const vec kk = *(const vec *)(k + i) * *(const vec *)(k_k + i);
      sums += kk * kk;
    }
    float sum = 0;
    for (size_t lane = 0; lane < 16; lane++) sum += sums[lane];
    prepare_head(minus_kk + h, b + h, k + h, a + h, k_k + h, k_a + h,
                 __builtin_elementwise_sqrt(sum), N);
  }
}

INLINE void finish(float *y, const float *r, const float *k, const float *v, const float *r_k,
                   const float *g, size_t H, size_t N) {
  for (size_t h = 0; h < H * N; h += N) {
    vec sums = {0};
    for (size_t i = h; i < h + N; i += 16)
      sums += *(const vec *)(r + i) * *(const vec *)(k + i) * *(const vec *)(r_k + i);
    float sum = 0;
    for (size_t lane = 0; lane < 16; lane++) sum += sums[lane];
    finish_head(y + h, v + h, g + h, sum, N);
  }
}

FOR_FAST_LEVELS(kernels_wkv7_prepare,
                (float *minus_kk, float *b, float *k, const float *a, const float *k_k,
                 const float *k_a, size_t H, size_t N),
                prepare(minus_kk, b, k, a, k_k, k_a, H, N))
FOR_FAST_LEVELS(kernels_wkv7_finish,
                (float *y, const float *r, const float *k, const float *v, const float *r_k,
                 const float *g, size_t H, size_t N),
                finish(y, r, k, v, r_k, g, H, N))
