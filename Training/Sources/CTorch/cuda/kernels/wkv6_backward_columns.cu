// The second half of the backward pass of RWKV-5.2 and 6: the gradients that are sums over values.
//     dr = P' dy + c u k    dk = D' v + c u r    dw = column sums of D * P    du = sum of c r k
// P is the state before a token, D the gradient of the state after it, c = v' dy.
//
// One block a chunk of a head, all at once; thread j has column j. No row needs another one: ROWS
// of them at a time go forward through the chunk from the kept state, and back from the kept
// gradient, so no step is inverted.
#include "kernel.cuh"

constexpr int ROWS = 2;

/// du is (B,H,ceil(T / CHUNK),N), a part for each chunk, fp32 as dw is.
KERNEL void __launch_bounds__(N)
    wkv6_backward_columns(Element *__restrict__ dr, float *__restrict__ dw,
                          Element *__restrict__ dk, float *__restrict__ du,
                          const Element *__restrict__ dy, const float *__restrict__ states,
                          const float *__restrict__ d_states, const Element *__restrict__ r,
                          const float *__restrict__ w, const Element *__restrict__ k,
                          const Element *__restrict__ v, const float *__restrict__ u, int T,
                          int H) {
  __shared__ __align__(16) float V[CHUNK][N], G[CHUNK][N];
  const int j = threadIdx.x, start = blockIdx.y * CHUNK, n = min(CHUNK, T - start);
  const Head head = head_of_block(T, H);
  const Index first = head.first + start * head.step + j;
  const Index chunk = (Index)blockIdx.x * gridDim.y + blockIdx.y, kept = (chunk * N + j) * N;
  float decay[CHUNK], sum_r[CHUNK], sum_w[CHUNK], sum_k[CHUNK], carried[CHUNK];
#pragma unroll
  for (int t = 0; t < CHUNK; t++) { // a token that is not there changes nothing
    const Index at = first + t * head.step;
    V[t][j] = t < n ? load(v + at) : 0, G[t][j] = t < n ? load(dy + at) : 0;
    decay[t] = t < n ? decay6(w[at]) : 1;
    sum_r[t] = sum_w[t] = sum_k[t] = carried[t] = 0;
  }
  __syncthreads();

#pragma unroll 1
  for (int row = 0; row < N; row += ROWS) {
    float S[CHUNK][ROWS], D[ROWS];
#pragma unroll
    for (int e = 0; e < ROWS; e++)
      S[0][e] = states[kept + row + e], D[e] = d_states[kept + row + e];
#pragma unroll
    for (int t = 0; t + 1 < CHUNK; t++) {
      const float key = t < n ? load(k + first + t * head.step) : 0;
#pragma unroll
      for (int e = 0; e < ROWS; e++) S[t + 1][e] = S[t][e] * decay[t] + V[t][row + e] * key;
    }
#pragma unroll
    for (int t = CHUNK - 1; t >= 0; t--) {
      const float read = t < n ? load(r + first + t * head.step) : 0;
#pragma unroll
      for (int e = 0; e < ROWS; e++) {
        const float g = G[t][row + e], value = V[t][row + e];
        sum_r[t] += S[t][e] * g;
        sum_k[t] += D[e] * value;
        sum_w[t] += S[t][e] * D[e];
        carried[t] += g * value;
        D[e] = D[e] * decay[t] + g * read;
      }
    }
  }
  const float bonus = u[blockIdx.x % H * N + j];
  float sum_u = 0;
#pragma unroll
  for (int t = 0; t < CHUNK; t++) {
    if (t < n) {
      const Index at = first + t * head.step;
      const float read = load(r + at), key = load(k + at);
      store(dr + at, sum_r[t] + carried[t] * bonus * key);
      store(dk + at, sum_k[t] + carried[t] * bonus * read);
      dw[at] = -sum_w[t] * decay[t] * fading6(w[at]);
      sum_u += carried[t] * read * key;
    }
  }
  du[chunk * N + j] = sum_u;
}
