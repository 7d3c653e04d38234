// The forward pass of RWKV-7's recurrence (Peng et al. 2025).
//     S <- S diag(w) + (S a) b' + v k'        y = S r
// One block a head of a sequence; thread i has row i of S, so that every sum over keys is its own.
#include "kernel.cuh"

/// Gives y and, for the backward pass, the states before each chunk and every token's S a (fp32).
/// Either state of the interface may be null: `initial` is zero then, `final` not wanted.
KERNEL void __launch_bounds__(N)
    wkv7_forward(Element *__restrict__ y, float *__restrict__ final, float *__restrict__ states,
                 float *__restrict__ products, const Element *__restrict__ r,
                 const Element *__restrict__ w, const Element *__restrict__ k,
                 const Element *__restrict__ v, const Element *__restrict__ a,
                 const Element *__restrict__ b, const float *__restrict__ initial, int T, int H) {
  __shared__ __align__(16) float R[CHUNK][N], W[CHUNK][N], K[CHUNK][N], A[CHUNK][N], B[CHUNK][N],
      V[CHUNK][N];
  const int i = threadIdx.x;
  const Head head = head_of_block(T, H);
  const Index row = ((Index)blockIdx.x * N + i) * N;
  float S[N];
#pragma unroll
  for (int j = 0; j < N; j++) S[j] = initial ? initial[row + j] : 0;

  for (int start = 0; start < T; start += CHUNK) {
    const int n = min(CHUNK, T - start);
    const Index chunk = (Index)blockIdx.x * ((T + CHUNK - 1) / CHUNK) + start / CHUNK;
#pragma unroll
    for (int j = 0; j < N; j++) states[(chunk * N + j) * N + i] = S[j];

    __syncthreads(); // all are done with the chunk before
    for (int t = 0; t < n; t++) {
      const Index at = head.first + (start + t) * head.step + i;
      R[t][i] = load(r + at), W[t][i] = decay7(load(w + at)), K[t][i] = load(k + at);
      A[t][i] = load(a + at), B[t][i] = load(b + at), V[t][i] = load(v + at);
    }
    __syncthreads();

    for (int t = 0; t < n; t++) {
      const Index at = head.first + (start + t) * head.step + i;
      Sum product, out;
#pragma unroll
      for (int j = 0; j < N; j++) product.add(j, S[j], A[t][j]);
      const float sa = product.total(), value = V[t][i];
#pragma unroll
      for (int j = 0; j < N; j++) {
        S[j] = S[j] * W[t][j] + sa * B[t][j] + value * K[t][j];
        out.add(j, S[j], R[t][j]);
      }
      products[at] = sa;
      store(y + at, out.total());
    }
  }
#pragma unroll
  for (int j = 0; j < N; j++)
    if (final) final[row + j] = S[j];
}
