// What the kernels for NVIDIA cards share: their numbers, and sums that do not wait for each other.
//
// Every kernel is compiled for one head size and one kind of numbers, which are given as HEAD_SIZE,
// ELEMENT (float or bfloat16) and CHUNK, the tokens between two states that the forward pass keeps.
// Tensors are (B,T,H,N) unless said otherwise. States of the interface are (B,H,N,N), rows by
// value; those kept for the backward pass (B,H,ceil(T / CHUNK),N,N), rows by key.
#ifndef KERNEL_CUH
#define KERNEL_CUH

#ifndef KERNEL // the tests' emulation has its own
#define KERNEL extern "C" __global__
#endif

constexpr int N = HEAD_SIZE;
typedef long long Index;

/// bfloat16 as it lies in memory: the upper half of a float.
struct bfloat16 {
  unsigned short bits;
};
typedef ELEMENT Element;

__device__ __forceinline__ float load(const float *p) { return *p; }
__device__ __forceinline__ float load(const bfloat16 *p) {
  return __uint_as_float((unsigned)p->bits << 16);
}

__device__ __forceinline__ void store(float *p, float x) { *p = x; }
/// Rounds to nearest, ties to even; keeps NaN.
__device__ __forceinline__ void store(bfloat16 *p, float x) {
  const unsigned bits = __float_as_uint(x);
  const unsigned rounded = (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
  p->bits = (unsigned short)(x == x ? rounded : 0x7fc0);
}

/// One block's head: where it begins in (B,T,H,N), and from one token to the next.
struct Head {
  Index first, step;
};
__device__ __forceinline__ Head head_of_block(int T, int H) {
  const Index head = blockIdx.x;
  return {(head / H * T * H + head % H) * N, (Index)H * N};
}

/// Four sums, so that an addition need not wait for the one before it.
struct Sum {
  float part[4] = {0, 0, 0, 0};
  __device__ __forceinline__ void add(int index, float x, float y) { part[index % 4] += x * y; }
  __device__ __forceinline__ float total() const {
    return (part[0] + part[1]) + (part[2] + part[3]);
  }
};

// RWKV-7's decay is exp(-e^(-1/2) sigmoid(raw)).
constexpr float DECAY = -0.6065306597126334f;
__device__ __forceinline__ float decay7(float raw) { return expf(DECAY / (1 + expf(-raw))); }
/// The derivative of its logarithm; no digits are lost where the sigmoid saturates.
__device__ __forceinline__ float log_decay_slope7(float raw) {
  const float e = expf(-fabsf(raw)), q = 1 / (1 + e);
  return DECAY * e * q * q;
}

// RWKV-6's decay is exp(-exp(raw)), bounded where nothing is left any more.
__device__ __forceinline__ float fading6(float raw) { return fminf(expf(raw), 87); }
__device__ __forceinline__ float decay6(float raw) { return expf(-fading6(raw)); }

#endif
