// The arithmetic of the model: one table of functions for each kind of processor.
//
// All numbers are float except where a weight is bfloat16. Pointers need no alignment beyond that
// of their elements; outputs overlap no input unless it says "in place". Nothing here allocates,
// fails or keeps anything, so every function may run on any number of threads at once.
#ifndef KERNELS_H
#define KERNELS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Rows of a packed matrix stand together in panels of this many, and panels in strips of up to
/// this many.
enum { KERNELS_PANEL = 16, KERNELS_STRIP = 4 };

/// Inputs of an eight-bit product that share a scale.
enum { KERNELS_GROUP = 64 };

/// Inputs of a four-bit product that share a scale, and weights of a row that do.
enum { KERNELS_SMALL_GROUP = 32 };

/// Kinds of processor, slowest first.
enum kernels_level {
  KERNELS_PLAIN = 0,
  KERNELS_NEON = 1,
  KERNELS_AVX2 = 2,
  KERNELS_AVX512 = 3,
  /// With products of bfloat16 numbers and of bytes (VNNI).
  KERNELS_AVX512_BF16 = 4,
};

/// The functions for one kind of processor. C: width. H heads of N values each; N is a multiple of
/// 16 and C = H N.
///
/// Of two levels other than the plain one, both give the same bits.
struct kernels {
  /// y = W x for each of `columns` columns; y (columns,rows) and x (columns,in), `*_stride` floats
  /// apart.
  ///
  /// A product sums over its inputs in one order, whatever the number of columns, so a column's
  /// result does not depend on its neighbours, nor a row's on the other rows: a part of the rows
  /// that begins with a strip is a matrix too. W is packed by `kernels_pack_f32`.
  void (*matmul_f32)(float *y, size_t y_stride, const float *W, const float *x, size_t x_stride,
                     size_t rows, size_t in, size_t columns);
  /// The same for bfloat16 weights, packed by `kernels_pack_bf16`, and columns by `prepare_bf16`,
  /// `kernels_prepared_stride(in)` bytes apart; `in` is even. The same bits at all levels, the
  /// plain one too, as long as no product is smaller than the smallest normal float.
  void (*matmul_bf16)(float *y, size_t y_stride, const uint16_t *W, const void *x, size_t rows,
                      size_t in, size_t columns);
  /// The same for weights and scales packed by `kernels_pack_int8`, and columns by `prepare_int8`;
  /// `in` is a multiple of `KERNELS_GROUP`.
  void (*matmul_int8)(float *y, size_t y_stride, const uint8_t *W, const float *scales,
                      const void *x, size_t rows, size_t in, size_t columns);

  /// The same for weights packed by `kernels_pack_int4`, and columns by `prepare_int4`; `in` is a
  /// multiple of `KERNELS_SMALL_GROUP`.
  void (*matmul_int4)(float *y, size_t y_stride, const uint8_t *W, const void *x, size_t rows,
                      size_t in, size_t columns);

  /// Rounds a column to bfloat16, ties to even, in the form that `matmul_bf16` of this level reads.
  void (*prepare_bf16)(void *prepared, const float *x, size_t in);
  /// Rounds a column to eight bits, each group with a scale of its own, in the form that
  /// `matmul_int8` reads.
  void (*prepare_int8)(void *prepared, const float *x, size_t in);
  /// The same in groups of `KERNELS_SMALL_GROUP`, in the form that `matmul_int4` reads.
  void (*prepare_int4)(void *prepared, const float *x, size_t in);

  /// y = (x - mean) / sqrt(variance + epsilon) weight + bias, all (C); C is a multiple of 16.
  void (*layer_norm)(float *y, const float *x, const float *weight, const float *bias,
                     float epsilon, size_t C);
  /// The same within each head, in place: y, weight, bias (H,N).
  void (*group_norm)(float *y, const float *weight, const float *bias, float epsilon, size_t H,
                     size_t N);

  /// y = x + (other - x) mix. y may be x.
  void (*lerp)(float *y, const float *x, const float *other, const float *mix, size_t count);
  /// y = y + x.
  void (*add)(float *y, const float *x, size_t count);
  /// y = y x.
  void (*multiply)(float *y, const float *x, size_t count);
  /// y = tanh(y).
  void (*tanh)(float *y, size_t count);
  /// y = 1 / (1 + exp(-y)).
  void (*sigmoid)(float *y, size_t count);
  /// y = 1 / (1 + exp(-(y + bias))).
  void (*sigmoid_biased)(float *y, const float *bias, size_t count);
  /// y = y / (1 + exp(-y)).
  void (*silu)(float *y, size_t count);
  /// y = max(y, 0)^2.
  void (*relu_squared)(float *y, size_t count);

  /// w = exp(-exp(w + w0)), the share of the state that each channel keeps in RWKV-5.2 and 6.
  void (*wkv6_decay)(float *w, const float *w0, size_t count);
  /// w = exp(-exp(-1/2) sigmoid(w + w0)), the same in RWKV-7.
  void (*wkv7_decay)(float *w, const float *w0, size_t count);
  /// What `wkv7` reads, from the key k and the learning rate a, (H,N) each: minus_kk = -kk, the
  /// recurrence's a, and b = kk a, where kk is k k_k normalized in each head; then
  /// k = k (1 + (a - 1) k_a) in place.
  void (*wkv7_prepare)(float *minus_kk, float *b, float *k, const float *a, const float *k_k,
                       const float *k_a, size_t H, size_t N);
  /// One head of RWKV-5.2 or 6, `steps` tokens one after the other (Peng et al. 2024).
  ///     y = (S + v (u k)') r        S <- S diag(w) + v k'
  /// S (N,N) is updated in place. It is stored transposed, rows by key and columns by value,
  /// because the kernels vectorize over values; the formulas, the paper and the trainer have rows
  /// by value. u (N); the others (steps,N), `stride` floats apart.
  void (*wkv6)(float *y, float *S, const float *r, const float *w, const float *k, const float *v,
               const float *u, size_t steps, size_t stride, size_t N);
  /// One head of RWKV-7 (Peng et al. 2025), whose state also loses along a what it gains along b.
  ///     S <- S diag(w) + (S a) b' + v k'        y = S r
  /// All as in `wkv6`.
  void (*wkv7)(float *y, float *S, const float *r, const float *w, const float *k, const float *v,
               const float *a, const float *b, size_t steps, size_t stride, size_t N);
  /// What becomes of the normalized y: y = (y + (sum over the head of r k r_k) v) g, in place; all
  /// (H,N).
  void (*wkv7_finish)(float *y, const float *r, const float *k, const float *v, const float *r_k,
                      const float *g, size_t H, size_t N);
};

/// The best level that this processor has.
enum kernels_level kernels_best_level(void);

/// The functions of a level; NULL where this processor does not have it. Lives for ever.
const struct kernels *kernels_for(enum kernels_level level);

/// Elements of a packed matrix: rows are filled up with zeros to whole panels.
size_t kernels_packed_count(size_t rows, size_t in);

/// Bytes from one prepared column to the next; what a column takes is not more.
size_t kernels_prepared_stride(size_t in);

/// Packs a matrix whose element (row, column) stands at W[row * row_step + column * column_step].
///
/// A strip is in x 64, the last one perhaps in x 48, 32 or 16: for each input the weights of its
/// rows, so that a product reads all weights in one stream.
void kernels_pack_f32(float *packed, const float *W, size_t row_step, size_t column_step,
                      size_t rows, size_t in);
/// The same for bfloat16, but a strip is in/2 x 64 x 2: pairs of inputs stand together. `in` is
/// even.
void kernels_pack_bf16(uint16_t *packed, const uint16_t *W, size_t row_step, size_t column_step,
                       size_t rows, size_t in);
/// Rounds W (rows,in) to eight bits with a scale for each row, one for each row of whole panels. A
/// strip is in/4 x 64 x 4, each weight 128 too high. `in` is a multiple of 4.
void kernels_pack_int8(uint8_t *packed, float *scales, const float *W, size_t rows, size_t in);

/// Bytes of a matrix that is packed by `kernels_pack_int4`, and those before its row `rows` where
/// that begins a strip.
size_t kernels_int4_byte_count(size_t rows, size_t in);

/// Rounds W (rows,in) to four bits with a bfloat16 scale for each `KERNELS_SMALL_GROUP` of a row,
/// chosen so that the squares of what is lost sum to little. `in` is a multiple of
/// `KERNELS_SMALL_GROUP`.
///
/// A strip is a sequence of groups: the scales of its rows, then in/8 x 64 x 4 bytes that hold the
/// weights of eight inputs, 8 too high, those of the first four in the lower halves.
void kernels_pack_int4(uint8_t *packed, const float *W, size_t rows, size_t in);

/// Tells the processor that the caller is waiting in a loop.
void kernels_pause(void);

#ifdef __cplusplus
}
#endif
#endif
