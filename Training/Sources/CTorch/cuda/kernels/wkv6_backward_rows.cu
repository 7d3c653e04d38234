// The first half of the backward pass of RWKV-5.2 and 6: the gradient D of the state, from the last
// token back.
//     dv = (D + dy (u r)') k        D <- D diag(w) + dy r'
// One block a head of a sequence; thread i has row i of D. The states themselves are not needed.
#include "kernel.cuh"

/// Gives dv, D after each chunk, kept as the states are, and, unless null, that of the initial
/// state; `d_final`, the gradient of the final state, is zero if null.
KERNEL void __launch_bounds__(N)
    wkv6_backward_rows(Element *__restrict__ dv, float *__restrict__ d_states,
                       float *__restrict__ d_initial, const Element *__restrict__ dy,
                       const float *__restrict__ d_final, const Element *__restrict__ r,
                       const float *__restrict__ w, const Element *__restrict__ k,
                       const float *__restrict__ u, int T, int H) {
  __shared__ __align__(16) float R[CHUNK][N], W[CHUNK][N], K[CHUNK][N], G[CHUNK][N], UR[CHUNK][N];
  const int i = threadIdx.x;
  const Head head = head_of_block(T, H);
  const Index row = ((Index)blockIdx.x * N + i) * N;
  const int chunks = (T + CHUNK - 1) / CHUNK;
  const float bonus = u[blockIdx.x % H * N + i];
  float D[N];
#pragma unroll
  for (int j = 0; j < N; j++) D[j] = d_final ? d_final[row + j] : 0;

  for (int chunk = chunks - 1; chunk >= 0; chunk--) {
    const int start = chunk * CHUNK, n = min(CHUNK, T - start);
    const Index kept = (Index)blockIdx.x * chunks + chunk;
#pragma unroll
    for (int j = 0; j < N; j++) d_states[(kept * N + j) * N + i] = D[j];

    __syncthreads(); // all are done with the chunk before
    for (int t = 0; t < n; t++) {
      const Index at = head.first + (start + t) * head.step + i;
      K[t][i] = load(k + at), W[t][i] = decay6(w[at]), G[t][i] = load(dy + at);
      R[t][i] = load(r + at), UR[t][i] = bonus * R[t][i];
    }
    __syncthreads();

    for (int t = n - 1; t >= 0; t--) {
      const float g = G[t][i];
      Sum by_key;
#pragma unroll
      for (int j = 0; j < N; j++) {
        by_key.add(j, D[j] + g * UR[t][j], K[t][j]);
        D[j] = D[j] * W[t][j] + g * R[t][j];
      }
      store(dv + head.first + (start + t) * head.step + i, by_key.total());
    }
  }
#pragma unroll
  for (int j = 0; j < N; j++)
    if (d_initial) d_initial[row + j] = D[j];
}
