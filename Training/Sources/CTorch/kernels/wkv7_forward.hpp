// The forward pass of wkv7 for one kind of processor.
#include "wkv7_step.hpp"

/// A block of W vectors of columns through n tokens. y (n,N); S and `copy` start at the block.
template <int W>
INLINE void forward_block(float *y, float *copy, float *S, float *tokens, int64_t n, int64_t N,
                          int64_t column) {
  vec sa[W], out[W];
  first_product<W>(sa, copy, S, token_at(tokens, 0, N).a, N);
  for (int64_t t = 0; t < n; t++) {
    Token x = token_at(tokens, t, N);
    if (t + 1 < n)
      advance<W, true, true>(out, sa, S, S, sa, x, token_at(tokens, t + 1, N).a, N, column);
    else
      advance<W, true, false>(out, sa, S, S, sa, x, nullptr, N, column);
    for (int i = 0; i < W; i++) store(y + t * N + i * L, out[i]);
  }
}

/// One head through one sequence, which starts at `at` in the inputs.
template <class Element>
INLINE void forward_head(Element *y, float *saved, WKV7Inputs<const Element> x, WKV7Shape shape,
                         int64_t at, float *S, float *tokens, float *out, const int64_t N) {
  const int64_t step = shape.H * N;
  for (int64_t first = 0; first < shape.T; first += WKV7_CHUNK) {
    const int64_t n = shape.T - first < WKV7_CHUNK ? shape.T - first : WKV7_CHUNK;
    for (int64_t t = 0; t < n; t++)
      read_token(token_at(tokens, t, N), x, at + (first + t) * step, N);
    float *copy = saved ? saved + first / WKV7_CHUNK * N * N : nullptr;
    int64_t c = 0;
    for (; c + 4 * L <= N; c += 4 * L)
      forward_block<4>(out + c, copy ? copy + c : nullptr, S + c, tokens, n, N, c);
    for (; c < N; c += L)
      forward_block<1>(out + c, copy ? copy + c : nullptr, S + c, tokens, n, N, c);
    for (int64_t t = 0; t < n; t++)
      for (int64_t i = 0; i < N; i += L)
        store(y + at + (first + t) * step + i, load(out + t * N + i));
  }
}

template <class Element>
void wkv7_forward(Element *y, float *final_state, float *saved, WKV7Inputs<const Element> x,
                  const float *initial_state, WKV7Shape shape, int64_t begin, int64_t end,
                  float *scratch) {
  const int64_t N = shape.N, T = shape.T, H = shape.H;
  const int64_t per_head = (T + WKV7_CHUNK - 1) / WKV7_CHUNK * N * N;
  float *S = scratch, *tokens = S + N * N, *out = tokens + WKV7_CHUNK * 6 * N;
  for (int64_t head = begin; head < end; head++) {
    const int64_t at = (head / H * T * H + head % H) * N;
    if (initial_state)
      transpose(S, initial_state + head * N * N, N);
    else
      memset(S, 0, sizeof(float) * N * N);
    float *keep = saved ? saved + head * per_head : nullptr;
    if (N == 64)
      forward_head(y, keep, x, shape, at, S, tokens, out, 64);
    else
      forward_head(y, keep, x, shape, at, S, tokens, out, N);
    if (final_state) transpose(final_state + head * N * N, S, N);
  }
}
