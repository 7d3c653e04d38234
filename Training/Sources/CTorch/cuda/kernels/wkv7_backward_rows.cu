// The first half of RWKV-7's backward pass: the gradient D of the state, from the last token back.
//     D <- D + dy r'        dv = D k        du = D b (of u = S a)        D <- D diag(w) + du a'
// One block a head of a sequence; thread i has row i of D. The states themselves are not needed.
#include "kernel.cuh"

/// Gives dv, du (fp32), D after each chunk, kept as the states are, and, unless null, that of the
/// initial state; `d_final`, the gradient of the final state, is zero if null.
KERNEL void __launch_bounds__(N)
    wkv7_backward_rows(Element *__restrict__ dv, float *__restrict__ du,
                       float *__restrict__ d_states, float *__restrict__ d_initial,
                       const Element *__restrict__ dy, const float *__restrict__ d_final,
                       const Element *__restrict__ r, const Element *__restrict__ w,
                       const Element *__restrict__ k, const Element *__restrict__ a,
                       const Element *__restrict__ b, int T, int H) {
  __shared__ __align__(16) float R[CHUNK][N], W[CHUNK][N], K[CHUNK][N], A[CHUNK][N], B[CHUNK][N],
      G[CHUNK][N];
  const int i = threadIdx.x;
  const Head head = head_of_block(T, H);
  const Index row = ((Index)blockIdx.x * N + i) * N;
  const int chunks = (T + CHUNK - 1) / CHUNK;
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
      R[t][i] = load(r + at), W[t][i] = decay7(load(w + at)), K[t][i] = load(k + at);
      A[t][i] = load(a + at), B[t][i] = load(b + at), G[t][i] = load(dy + at);
    }
    __syncthreads();

    for (int t = n - 1; t >= 0; t--) {
      const Index at = head.first + (start + t) * head.step + i;
      const float g = G[t][i];
      Sum by_key, by_b;
#pragma unroll
      for (int j = 0; j < N; j++) {
        D[j] += g * R[t][j];
        by_key.add(j, D[j], K[t][j]);
        by_b.add(j, D[j], B[t][j]);
      }
      const float through = by_b.total();
#pragma unroll
      for (int j = 0; j < N; j++) D[j] = D[j] * W[t][j] + through * A[t][j];
      du[at] = through;
      store(dv + at, by_key.total());
    }
  }
#pragma unroll
  for (int j = 0; j < N; j++)
    if (d_initial) d_initial[row + j] = D[j];
}
