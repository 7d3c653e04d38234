// The second half of RWKV-7's backward pass: the gradients that are sums over values.
//     dr = S' dy    dk = D' v    db = D' u    da = P' du    dw = column sums of D * P
// P and S are the states before and after a token, u = P a, D the gradient of S.
//
// One block a chunk of a head, all at once; thread j has column j. Given u from the forward pass
// and du from the first half, no row needs another one: ROWS of them at a time go forward through
// the chunk from the kept state, and back from the kept gradient, so no step is inverted.
#include "kernel.cuh"

constexpr int ROWS = 2;

KERNEL void __launch_bounds__(N)
    wkv7_backward_columns(Element *__restrict__ dr, Element *__restrict__ dw,
                          Element *__restrict__ dk, Element *__restrict__ da,
                          Element *__restrict__ db, const Element *__restrict__ dy,
                          const float *__restrict__ du, const float *__restrict__ states,
                          const float *__restrict__ d_states, const float *__restrict__ products,
                          const Element *__restrict__ r, const Element *__restrict__ w,
                          const Element *__restrict__ k, const Element *__restrict__ v,
                          const Element *__restrict__ a, const Element *__restrict__ b, int T,
                          int H) {
  __shared__ __align__(16) float V[CHUNK][N], U[CHUNK][N], G[CHUNK][N], DU[CHUNK][N];
  const int j = threadIdx.x, start = blockIdx.y * CHUNK, n = min(CHUNK, T - start);
  const Head head = head_of_block(T, H);
  const Index first = head.first + start * head.step + j;
  const Index kept = (((Index)blockIdx.x * gridDim.y + blockIdx.y) * N + j) * N;
  float decay[CHUNK], sum_r[CHUNK], sum_w[CHUNK], sum_k[CHUNK], sum_a[CHUNK], sum_b[CHUNK];
#pragma unroll
  for (int t = 0; t < CHUNK; t++) { // a token that is not there changes nothing
    const Index at = first + t * head.step;
    const bool is_there = t < n;
    V[t][j] = is_there ? load(v + at) : 0, U[t][j] = is_there ? products[at] : 0;
    G[t][j] = is_there ? load(dy + at) : 0, DU[t][j] = is_there ? du[at] : 0;
    decay[t] = is_there ? decay7(load(w + at)) : 1;
    sum_r[t] = sum_w[t] = sum_k[t] = sum_a[t] = sum_b[t] = 0;
  }
  __syncthreads();

#pragma unroll 1
  for (int row = 0; row < N; row += ROWS) {
    float S[CHUNK + 1][ROWS], D[ROWS];
#pragma unroll
    for (int e = 0; e < ROWS; e++)
      S[0][e] = states[kept + row + e], D[e] = d_states[kept + row + e];
#pragma unroll
    for (int t = 0; t < CHUNK; t++) {
      const Index at = first + t * head.step;
      const float key = t < n ? load(k + at) : 0, back = t < n ? load(b + at) : 0;
#pragma unroll
      for (int e = 0; e < ROWS; e++)
        S[t + 1][e] = S[t][e] * decay[t] + U[t][row + e] * back + V[t][row + e] * key;
    }
#pragma unroll
    for (int t = CHUNK - 1; t >= 0; t--) {
      const Index at = first + t * head.step;
      const float read = t < n ? load(r + at) : 0, taken = t < n ? load(a + at) : 0;
#pragma unroll
      for (int e = 0; e < ROWS; e++) {
        const float g = G[t][row + e], through = DU[t][row + e];
        D[e] += g * read;
        sum_r[t] += S[t + 1][e] * g;
        sum_k[t] += D[e] * V[t][row + e];
        sum_b[t] += D[e] * U[t][row + e];
        sum_a[t] += S[t][e] * through;
        sum_w[t] += S[t][e] * D[e];
        D[e] = D[e] * decay[t] + through * taken;
      }
    }
  }
#pragma unroll
  for (int t = 0; t < CHUNK; t++) {
    if (t < n) {
      const Index at = first + t * head.step;
      store(dr + at, sum_r[t]), store(dk + at, sum_k[t]);
      store(da + at, sum_a[t]), store(db + at, sum_b[t]);
      store(dw + at, sum_w[t] * decay[t] * log_decay_slope7(load(w + at)));
    }
  }
}
