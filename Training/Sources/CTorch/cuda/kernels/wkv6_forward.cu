// The forward pass of the recurrence of RWKV-5.2 and 6 (Peng et al. 2024).
//     y = (S + v (u k)') r        S <- S diag(w) + v k'
// One block a head of a sequence; thread i has row i of S, so that every sum over keys is its own.
#include "kernel.cuh"

/// w, the raw decay, and the bonus u (H,N) are fp32. Gives y and, for the backward pass, the states
/// before each chunk. Either state of the interface may be null: `initial` is zero then, `final`
/// not wanted.
KERNEL void __launch_bounds__(N)
    wkv6_forward(Element *__restrict__ y, float *__restrict__ final, float *__restrict__ states,
                 const Element *__restrict__ r, const float *__restrict__ w,
                 const Element *__restrict__ k, const Element *__restrict__ v,
                 const float *__restrict__ u, const float *__restrict__ initial, int T, int H) {
  __shared__ __align__(16) float R[CHUNK][N], W[CHUNK][N], K[CHUNK][N], V[CHUNK][N], UK[CHUNK][N];
  const int i = threadIdx.x;
  const Head head = head_of_block(T, H);
  const Index row = ((Index)blockIdx.x * N + i) * N;
  const float bonus = u[blockIdx.x % H * N + i];
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
      R[t][i] = load(r + at), W[t][i] = decay6(w[at]), V[t][i] = load(v + at);
      K[t][i] = load(k + at), UK[t][i] = bonus * K[t][i];
    }
    __syncthreads();

    for (int t = 0; t < n; t++) {
      const float value = V[t][i];
      Sum out;
#pragma unroll
      for (int j = 0; j < N; j++) {
        out.add(j, S[j] + value * UK[t][j], R[t][j]);
        S[j] = S[j] * W[t][j] + value * K[t][j];
      }
      store(y + head.first + (start + t) * head.step + i, out.total());
    }
  }
#pragma unroll
  for (int j = 0; j < N; j++)
    if (final) final[row + j] = S[j];
}
