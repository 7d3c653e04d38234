// What surrounds the recurrence and the matrix products of RWKV-7, forward and backward.
//
// Activations are rows of C = H N numbers, B T of them in a (B,T,C) tensor; each function does the
// rows `begin..<end`. Vectors are float and (C). Gradients of activations are written, those of
// vectors are added to what is there: give every thread cleared ones of its own and sum them.
// N and C are multiples of 16. Element is float or bfloat16; all arithmetic is float.
#pragma once

#include "cpu_dispatch.hpp"

namespace kernels {

/// y[m] = x + (x_before - x) mix[m] for `count` mixes; x_before is x one token earlier.
///
/// Before the first token of sequence b is row b of `first` (B,C), or zero if that is null.
template <class Element>
void token_shift(Element *const *y, const Element *x, const Element *first, const float *const *mix,
                 int64_t count, int64_t T, int64_t C, int64_t begin, int64_t end,
                 Level level = best_level());

/// Reads dy[m] of the row after the last one too; `first` gets no gradient.
template <class Element>
void token_shift_backward(Element *dx, float *const *dmix, const Element *const *dy,
                          const Element *x, const Element *first, const float *const *mix,
                          int64_t count, int64_t T, int64_t C, int64_t begin, int64_t end,
                          Level level = best_level());

/// What the matrices give: key, learning rate before its bias and sigmoid, value, the value of the
/// first layer, and the gate to it before its bias and sigmoid.
///
/// In the first layer `v_first` is null, and then v, v_gate and v0 are not looked at.
template <class Element> struct PrepareInputs {
  Element *k, *a, *v, *v_first, *v_gate;
};

template <class Float> struct PrepareVectors {
  Float *a0, *v0, *k_k, *k_a;
};

/// What the recurrence gets: key, value, a = -kk and b = kk sigmoid(a0 + a).
template <class Element> struct PrepareOutputs {
  Element *k, *v, *a, *b;
};

/// a <- sigmoid(a0 + a), kk = k k_k / max(|k k_k|, 1e-12) in each head, k <- k (1 + (a - 1) k_a),
/// v <- v + (v_first - v) sigmoid(v0 + v_gate).
template <class Element>
void wkv7_prepare(PrepareOutputs<Element> y, PrepareInputs<const Element> x,
                  PrepareVectors<const float> p, int64_t H, int64_t N, int64_t begin, int64_t end,
                  Level level = best_level());

template <class Element>
void wkv7_prepare_backward(PrepareInputs<Element> dx, PrepareVectors<float> dp,
                           PrepareOutputs<const Element> dy, PrepareInputs<const Element> x,
                           PrepareVectors<const float> p, int64_t H, int64_t N, int64_t begin,
                           int64_t end, Level level = best_level());

/// y is the recurrence's output, g the gate.
template <class Element> struct FinishInputs {
  Element *y, *r, *k, *v, *g;
};

/// weight and bias of the norm.
template <class Float> struct FinishVectors {
  Float *weight, *bias, *r_k;
};

/// out = (norm(y) weight + bias + (sum of r k r_k) v) g, norm and sum in each head.
template <class Element>
void wkv7_finish(Element *out, FinishInputs<const Element> x, FinishVectors<const float> p,
                 float epsilon, int64_t H, int64_t N, int64_t begin, int64_t end,
                 Level level = best_level());

template <class Element>
void wkv7_finish_backward(FinishInputs<Element> dx, FinishVectors<float> dp, const Element *dout,
                          FinishInputs<const Element> x, FinishVectors<const float> p,
                          float epsilon, int64_t H, int64_t N, int64_t begin, int64_t end,
                          Level level = best_level());

/// y = (x - mean) / sqrt(variance + epsilon) weight + bias in each row.
template <class Element, class Residual>
void layer_norm(Element *y, const Residual *x, const float *weight, const float *bias,
                float epsilon, int64_t C, int64_t begin, int64_t end, Level level = best_level());

template <class Element, class Residual>
void layer_norm_backward(Residual *dx, float *dweight, float *dbias, const Element *dy,
                         const Residual *x, const float *weight, float epsilon, int64_t C,
                         int64_t begin, int64_t end, Level level = best_level());

/// y = max(x, 0)^2 of the numbers `begin..<end`, any number of them. y may be x.
template <class Element>
void relu_squared(Element *y, const Element *x, int64_t begin, int64_t end,
                  Level level = best_level());

/// dx may be dy.
template <class Element>
void relu_squared_backward(Element *dx, const Element *dy, const Element *x, int64_t begin,
                           int64_t end, Level level = best_level());

} // namespace kernels
