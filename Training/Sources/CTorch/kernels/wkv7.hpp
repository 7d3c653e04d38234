// The recurrence of RWKV-7 for training: forward with checkpoints of the state, and backward.
#pragma once

#include "cpu_dispatch.hpp"

namespace kernels {

/// One head, one token (Peng et al. 2025), with w = exp(-e^(-1/2) sigmoid(w_raw)):
///     S <- S diag(w) + (S a) b' + v k'        y = S r
/// B sequences of T tokens, H heads of N values each; N is a multiple of 16.
struct WKV7Shape {
  int64_t B, T, H, N;
};

/// All (B,T,H,N); w is the raw decay. For the gradient, where each thing's gradient goes.
template <class Element> struct WKV7Inputs {
  Element *r, *w, *k, *v, *a, *b;
};

/// The forward pass keeps the state before every this many tokens.
constexpr int64_t WKV7_CHUNK = 16;

/// Floats of `saved`: (B, H, ceil(T / WKV7_CHUNK), N, N), rows by key.
constexpr int64_t wkv7_saved_size(WKV7Shape s) {
  return s.B * s.H * ((s.T + WKV7_CHUNK - 1) / WKV7_CHUNK) * s.N * s.N;
}

/// Floats of `scratch`, one for each thread, of either function.
constexpr int64_t wkv7_scratch_size(int64_t N) {
  return (WKV7_CHUNK + 2) * N * N + WKV7_CHUNK * 13 * N;
}

/// Sequences and heads `begin..<end` of B H; sequence b's head h has the number b H + h.
///
/// y (B,T,H,N). The states before the first and after the last token are (B,H,N,N), rows by value,
/// columns by key; both may be null: then the first is zero and the last is not wanted. `saved` may
/// be null if there is no backward pass. Element is float or bfloat16; all arithmetic is float.
template <class Element>
void wkv7_forward(Element *y, float *final_state, float *saved, WKV7Inputs<const Element> inputs,
                  const float *initial_state, WKV7Shape shape, int64_t begin, int64_t end,
                  float *scratch, Level level = best_level());

/// The gradients of the inputs and, unless null, of the initial state.
///
/// dy and the inputs (B,T,H,N); `d_final_state` may be null for zero. `saved` is from the forward
/// pass, which is run again inside a chunk, so no step is inverted.
template <class Element>
void wkv7_backward(WKV7Inputs<Element> gradients, float *d_initial_state, const Element *dy,
                   const float *d_final_state, const float *saved, WKV7Inputs<const Element> inputs,
                   WKV7Shape shape, int64_t begin, int64_t end, float *scratch,
                   Level level = best_level());

} // namespace kernels
