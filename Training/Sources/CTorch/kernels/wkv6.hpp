// The recurrence of RWKV-5.2 and 6 for training: forward with checkpoints of the state, and
// backward.
#pragma once

#include "cpu_dispatch.hpp"

namespace kernels {

/// One head, one token (Peng et al. 2024), with w = exp(-exp(w_raw)):
///     y = (S + v (u k)') r        S <- S diag(w) + v k'
/// B sequences of T tokens, H heads of N values each; N is a multiple of 16, at most 256.
struct WKV6Shape {
  int64_t B, T, H, N;
};

/// r, k, v (B,T,H,N); the raw decay w of the same shape and the bonus u (H,N) are fp32. For the
/// gradient, where each thing's gradient goes; that of u is (B,H,N), a part for each sequence.
template <class Element, class Float> struct WKV6Inputs {
  Element *r, *k, *v;
  Float *w, *u;
};

/// The forward pass keeps the state before every this many tokens.
constexpr int64_t WKV6_CHUNK = 16;

/// Floats of `saved`: (B, H, ceil(T / WKV6_CHUNK), N, N), rows by key.
constexpr int64_t wkv6_saved_size(WKV6Shape s) {
  return s.B * s.H * ((s.T + WKV6_CHUNK - 1) / WKV6_CHUNK) * s.N * s.N;
}

/// Floats of `scratch`, one for each thread, of either function.
constexpr int64_t wkv6_scratch_size(int64_t N) { return (WKV6_CHUNK + 2) * N * N + 16 * N; }

/// Sequences and heads `begin..<end` of B H, as in `wkv7_forward`: states (B,H,N,N) rows by value,
/// any of which may be null.
template <class Element>
void wkv6_forward(Element *y, float *final_state, float *saved,
                  WKV6Inputs<const Element, const float> inputs, const float *initial_state,
                  WKV6Shape shape, int64_t begin, int64_t end, float *scratch,
                  Level level = best_level());

/// The gradients of the inputs and, unless null, of the initial state; as in `wkv7_backward`.
template <class Element>
void wkv6_backward(WKV6Inputs<Element, float> gradients, float *d_initial_state, const Element *dy,
                   const float *d_final_state, const float *saved,
                   WKV6Inputs<const Element, const float> inputs, WKV6Shape shape, int64_t begin,
                   int64_t end, float *scratch, Level level = best_level());

} // namespace kernels
