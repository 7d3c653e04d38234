/* The seam to libtorch: tensors, autograd, and the optimizer's step as a pure C header. */
#ifndef CTORCH_H
#define CTORCH_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A tensor, owned by its holder: every tensor that a function gives out is freed once with
 * ct_tensor_free. Two threads must not use one tensor at the same time. */
typedef struct {
  void *pointer;
} CTTensor;

typedef enum { CT_FLOAT32, CT_BFLOAT16, CT_FLOAT64, CT_INT64 } CTType;

/* Every function that can fail returns 0, or 1 and writes nothing; ct_error then says why. */
typedef int CTStatus;

/* What went wrong in this thread's last failing call; valid until the next failing call. */
const char *ct_error(void);

void ct_set_threads(int count);
int ct_threads(void);
void ct_seed(uint64_t seed);
/* Switches the recording of gradients in this thread; returns whether it was on. */
int ct_set_gradients_enabled(int enabled);

/* From the first call on, the memory of new tensors on the CPU is counted: what they have, and what
 * they had at most since the last call. Zero before. Any thread may call. */
CTStatus ct_count_bytes(void);
size_t ct_bytes(void);
size_t ct_most_bytes(void);

/* From here on the process keeps the memory that tensors leave, so that the next step's do not wait
 * for the system to clear new pages. For glibc, which gives back what is large at once; elsewhere
 * it does nothing. Before other threads are there. */
void ct_keep_freed_memory(void);

/* Making and reading. Bytes are in the machine's order, rows first. */
CTStatus ct_zeros(CTTensor *out, CTType type, const int64_t *shape, int rank);
CTStatus ct_from_bytes(CTTensor *out, CTType type, const int64_t *shape, int rank,
                       const void *bytes);
CTStatus ct_to_bytes(CTTensor t, void *bytes, size_t size);
CTStatus ct_type(CTType *out, CTTensor t);
int ct_rank(CTTensor t);
void ct_shape(CTTensor t, int64_t *shape); /* shape holds ct_rank(t) numbers */
void ct_tensor_free(CTTensor t);

typedef enum { CT_CPU, CT_CUDA, CT_MPS } CTDevice;
/* Fails, and says why, when libtorch has no such device here. */
CTStatus ct_device_check(CTDevice device, int index);
CTStatus ct_to_device(CTTensor *out, CTTensor x, CTDevice device, int index);
void ct_device(CTDevice *device, int *index, CTTensor t);

/* Filling a parameter in place, without a gradient. */
CTStatus ct_fill_uniform(CTTensor t, double low, double high);
CTStatus ct_fill_orthogonal(CTTensor t, double gain); /* QR of a Gaussian, as torch does it */
CTStatus ct_copy_into(CTTensor target, CTTensor source);

/* Elementwise; two operands broadcast. */
CTStatus ct_cast(CTTensor *out, CTTensor x, CTType type);
CTStatus ct_add(CTTensor *out, CTTensor a, CTTensor b);
CTStatus ct_subtract(CTTensor *out, CTTensor a, CTTensor b);
CTStatus ct_multiply(CTTensor *out, CTTensor a, CTTensor b);
CTStatus ct_add_scalar(CTTensor *out, CTTensor a, double b);
CTStatus ct_multiply_scalar(CTTensor *out, CTTensor a, double b);
CTStatus ct_sigmoid(CTTensor *out, CTTensor x);
CTStatus ct_tanh(CTTensor *out, CTTensor x);
CTStatus ct_relu(CTTensor *out, CTTensor x);
CTStatus ct_exp(CTTensor *out, CTTensor x);
CTStatus ct_square(CTTensor *out, CTTensor x);
/* min(x, limit). */
CTStatus ct_at_most(CTTensor *out, CTTensor x, double limit);

/* Shapes. */
CTStatus ct_reshape(CTTensor *out, CTTensor x, const int64_t *shape, int rank);
CTStatus ct_narrow(CTTensor *out, CTTensor x, int dimension, int64_t start, int64_t length);
/* The rows of x (rows,...) by ids (n), int64. */
CTStatus ct_rows(CTTensor *out, CTTensor x, CTTensor ids);
CTStatus ct_stack(CTTensor *out, const CTTensor *parts, size_t count, int dimension);
/* Parts of x along a dimension, out[i] of sizes[i], and parts one after the other. */
CTStatus ct_split(CTTensor *out, CTTensor x, const int64_t *sizes, size_t count, int dimension);
CTStatus ct_concatenate(CTTensor *out, const CTTensor *parts, size_t count, int dimension);
CTStatus ct_permute(CTTensor *out, CTTensor x, const int64_t *dimensions, int rank);
/* `count` zeros more at the end of a dimension. */
CTStatus ct_pad_end(CTTensor *out, CTTensor x, int dimension, int64_t count);
/* x (B,T,C) moved one step later along T; zeros come in at the start. */
CTStatus ct_shift(CTTensor *out, CTTensor x);

/* Products, sums, norms. */
CTStatus ct_matmul(CTTensor *out, CTTensor a, CTTensor b);
CTStatus ct_linear(CTTensor *out, CTTensor x, CTTensor weight); /* x (...,in), weight (out,in) */
CTStatus ct_cumulative_sum(CTTensor *out, CTTensor x, int dimension);
/* The lower triangles of matrices (...,n,n); diagonal -1 leaves the diagonal out. */
CTStatus ct_lower(CTTensor *out, CTTensor x, int64_t diagonal);
/* X of (I + L) X = B by forward substitution; L (...,n,n), strictly lower, B (...,n,m). */
CTStatus ct_solve_unit_lower(CTTensor *out, CTTensor L, CTTensor B);
CTStatus ct_sum_last(CTTensor *out, CTTensor x); /* keeps the dimension as 1 */
CTStatus ct_max_last(CTTensor *out, CTTensor x);
CTStatus ct_mean(CTTensor *out, CTTensor x);
CTStatus ct_normalize_last(CTTensor *out, CTTensor x, double epsilon); /* x / max(|x|, epsilon) */
CTStatus ct_layer_norm(CTTensor *out, CTTensor x, CTTensor weight, CTTensor bias, double epsilon);
/* x (rows,C): each of the groups of C / groups channels normalised by itself. */
CTStatus ct_group_norm(CTTensor *out, CTTensor x, int64_t groups, CTTensor weight, CTTensor bias,
                       double epsilon);
CTStatus ct_embedding(CTTensor *out, CTTensor weight, CTTensor ids);
/* Mean (or sum) over rows of logits (rows,V) whose target is not negative. */
CTStatus ct_cross_entropy(CTTensor *out, CTTensor logits, CTTensor targets, int sum);

/* The recurrence of RWKV-7 (Peng et al. 2025), fused, with its gradient. r, w, k, v, a, b are
 * (B,T,H,N) and of one type, bf16 or fp32; w is the raw decay, before exp(-e^-0.5 sigmoid(w)).
 *     S <- S diag(w) + (S a) b' + v k'        y = S r
 * S (B,H,N,N), rows by value, fp32: `initial` before the first token, zero if that is null; *final
 * after the last. Gradients pass through both. On an NVIDIA card see ctorch_cuda.h. */
CTStatus ct_wkv7(CTTensor *y, CTTensor *final, CTTensor r, CTTensor w, CTTensor k, CTTensor v,
                 CTTensor a, CTTensor b, CTTensor initial);

/* The recurrence of RWKV-5.2 and 6 (Peng et al. 2024), fused, with its gradient. r, k, v (B,T,H,N)
 * of one type, bf16 or fp32; the raw decay w of the same shape and the bonus u (H,N) are fp32.
 *     y = (S + v (u k)') r        S <- S diag(exp(-exp(w))) + v k'
 * States as in ct_wkv7. */
CTStatus ct_wkv6(CTTensor *y, CTTensor *final, CTTensor r, CTTensor w, CTTensor k, CTTensor v,
                 CTTensor u, CTTensor initial);

/* What the recurrence gets, from what the matrices give, all (B,T,C) of one type: bf16 or fp32.
 *     a <- sigmoid(a0 + learning_rate)       kk = key k_k, each head of length one
 *     k = key (1 + (a - 1) k_a)              v = value + (first_value - value) sigmoid(v0 + gate)
 * and for the recurrence a = -kk, b = kk a. In layer 0 first_value, gate and v0 are null, and v is
 * value. The vectors are fp32, of C numbers. */
typedef struct {
  CTTensor key, learning_rate, value, first_value, gate;
} CTWKV7Sources;
typedef struct {
  CTTensor a0, v0, k_k, k_a;
} CTWKV7Vectors;
typedef struct {
  CTTensor k, v, a, b;
} CTWKV7Operands;
CTStatus ct_wkv7_prepare(CTWKV7Operands *out, CTWKV7Sources x, CTWKV7Vectors p, int64_t heads);

/* (group norm of y by heads + (sum of r k r_k in each head) v) g; all (B,T,C), weight and bias (C),
 * r_k (H,N) fp32. */
CTStatus ct_wkv7_finish(CTTensor *out, CTTensor y, CTTensor r, CTTensor k, CTTensor v, CTTensor g,
                        CTTensor weight, CTTensor bias, CTTensor r_k, double epsilon);

/* Fused: out[m] = x + (x one token earlier - x) mixes[m]; x (B,T,C), `count` mixes of C numbers. */
CTStatus ct_token_shift(CTTensor *out, CTTensor x, const CTTensor *mixes, size_t count);
/* Fused: fp32 in, fp32 or bf16 out. */
CTStatus ct_layer_norm_fused(CTTensor *out, CTTensor x, CTTensor weight, CTTensor bias,
                             double epsilon, CTType type);
/* Fused: max(x, 0)^2. */
CTStatus ct_relu_squared(CTTensor *out, CTTensor x);

/* Gradients. */
CTStatus ct_set_requires_gradient(CTTensor t, int required);
CTStatus ct_backward(CTTensor loss);
/* From tensors of any shapes, given the gradient of the loss with respect to each. */
CTStatus ct_backward_from(const CTTensor *tensors, const CTTensor *gradients, size_t count);
/* The same numbers, through which no gradient passes. */
CTStatus ct_detach(CTTensor *out, CTTensor t);
/* The gradient of a leaf; zeros when backward never reached it. */
CTStatus ct_gradient(CTTensor *out, CTTensor t);
CTStatus ct_clear_gradients(const CTTensor *parameters, size_t count);
/* Scales all gradients so that their common norm is at most `limit`; *norm is what it was. */
CTStatus ct_clip_gradients(double *norm, const CTTensor *parameters, size_t count, double limit);

/* One AdamW step (Loshchilov and Hutter 2019) on parameters that have a gradient. `step` counts
 * from 1; first and second are the moments, of the parameters' shapes, updated in place. */
typedef struct {
  double learning_rate, beta1, beta2, epsilon, weight_decay;
  int64_t step;
} CTAdamW;
CTStatus ct_adamw_step(const CTTensor *parameters, const CTTensor *first, const CTTensor *second,
                       size_t count, CTAdamW options);

/* One Muon step (Jordan 2024, with the scale of Liu et al. 2025, section 2.2) on matrices that have
 * a gradient: momentum with Nesterov's look ahead, made orthogonal in bf16 by five Newton-Schulz
 * iterations, times 0.2 sqrt(max(rows, columns)), so that a step is as large as one of AdamW. The
 * momenta, of the parameters' shapes, are updated in place. */
typedef struct {
  double learning_rate, momentum, weight_decay;
} CTMuon;
CTStatus ct_muon_step(const CTTensor *parameters, const CTTensor *momenta, size_t count,
                      CTMuon options);

/* Workers, one a process, that add numbers up together over TCP (c10d with Gloo). All call the same
 * functions in the same order, each from one thread. Every function fails, in every worker that is
 * left, when one has gone. Owned by its holder: freed once with ct_group_free. */
typedef struct {
  void *pointer;
} CTGroup;

/* Waits until all workers, 0..<size by rank, have come. One of them, or who started them, serves
 * the store at the address that they meet at; `prefix` tells this meeting from others there. */
CTStatus ct_group_join(CTGroup *out, const char *address, int port, int rank, int size,
                       int serves_store, const char *prefix);
void ct_group_free(CTGroup group);
/* Adds up `count` numbers over all workers, in place: the same sums everywhere. */
CTStatus ct_group_sum(CTGroup group, double *values, size_t count);
/* The same for the gradients of the parameters; one that is not there counts as zeros. */
CTStatus ct_group_sum_gradients(CTGroup group, const CTTensor *parameters, size_t count);

#ifdef __cplusplus
}
#endif
#endif
