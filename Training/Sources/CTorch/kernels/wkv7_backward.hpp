// The backward pass of wkv7 for one kind of processor.
#include "wkv7_step.hpp"

/// One token's gradients that are sums over values, so that blocks of columns add to them.
struct Sums {
  float *r, *w, *k, *a, *b;
};

INLINE Sums sums_at(float *sums, int64_t t, int64_t N) {
  float *p = sums + t * 5 * N;
  return {p, p + N, p + 2 * N, p + 3 * N, p + 4 * N};
}

/// One pass over the gradient d of the state, from after a token to after the one before it.
///
/// P: the state between the two. `close` ends the later token: dw, da and d <- d diag(w) + dsa a'.
/// `open` begins the earlier one: d <- d + dy r', and dr, dk, db, dv and its dsa.
template <int W, bool close, bool open>
INLINE void retreat(vec *dsa, float *dv, float *d, const float *P, Token later, Sums later_sums,
                    Token earlier, Sums earlier_sums, const float *dy_row, const vec *sa, int64_t N,
                    int64_t column) {
  vec dy[W], v[W], next_dsa[W], sum_v[W];
  for (int i = 0; i < W; i++) {
    next_dsa[i] = sum_v[i] = vec{};
    if (open) dy[i] = load(dy_row + column + i * L), v[i] = load(earlier.v + column + i * L);
  }
  for (int64_t row = 0; row < N; row += L) {
    vec dr[L], dw[L], dk[L], da[L], db[L];
    for (int64_t l = 0; l < L; l++) {
      const int64_t j = row + l;
      vec r{}, w{}, k{}, a{}, b{};
      for (int i = 0; i < W; i++) {
        vec p = load(P + j * N + i * L), x = load(d + j * N + i * L);
        if (close) {
          w += x * p;
          a += dsa[i] * p;
          x = dsa[i] * later.a[j] + x * later.w[j];
        }
        if (open) {
          r += dy[i] * p;
          x += dy[i] * earlier.r[j];
          k += v[i] * x;
          b += sa[i] * x;
          next_dsa[i] += x * earlier.b[j];
          sum_v[i] += x * earlier.k[j];
        }
        store(d + j * N + i * L, x);
      }
      if (close) dw[l] = w, da[l] = a;
      if (open) dr[l] = r, dk[l] = k, db[l] = b;
    }
    if (close) {
      add(later_sums.w + row, sums(dw));
      add(later_sums.a + row, sums(da));
    }
    if (open) {
      add(earlier_sums.r + row, sums(dr));
      add(earlier_sums.k + row, sums(dk));
      add(earlier_sums.b + row, sums(db));
    }
  }
  if (open)
    for (int i = 0; i < W; i++) dsa[i] = next_dsa[i], store(dv + column + i * L, sum_v[i]);
}

/// The memory of one thread; see wkv7_scratch_size.
struct Scratch {
  float *d, *states, *tokens, *dy, *dv, *sums;
};

/// A block of W vectors of columns back through a chunk of n tokens.
template <int W> INLINE void backward_block(Scratch m, int64_t n, int64_t N, int64_t column) {
  vec sa[WKV7_CHUNK][W], dsa[W];
  float *states = m.states + column, *d = m.d + column;
  first_product<W>(sa[0], nullptr, states, token_at(m.tokens, 0, N).a, N);
  for (int64_t t = 0; t < n; t++) {
    const float *P = states + t * N * N;
    float *S = states + (t + 1) * N * N;
    Token x = token_at(m.tokens, t, N);
    if (t + 1 < n)
      advance<W, false, true>(nullptr, sa[t + 1], S, P, sa[t], x, token_at(m.tokens, t + 1, N).a, N,
                              column);
    else
      advance<W, false, false>(nullptr, nullptr, S, P, sa[t], x, nullptr, N, column);
  }
  for (int64_t t = n; t >= 0; t--) {
    const int64_t e = t - 1; // the earlier token
    const float *P = states + t * N * N;
    Token later = token_at(m.tokens, t, N), earlier = token_at(m.tokens, e, N);
    Sums later_sums = sums_at(m.sums, t, N), earlier_sums = sums_at(m.sums, e, N);
    const float *dy = m.dy + e * N;
    float *dv = m.dv + e * N;
    if (t == n)
      retreat<W, false, true>(dsa, dv, d, P, later, later_sums, earlier, earlier_sums, dy, sa[e], N,
                              column);
    else if (t > 0)
      retreat<W, true, true>(dsa, dv, d, P, later, later_sums, earlier, earlier_sums, dy, sa[e], N,
                             column);
    else
      retreat<W, true, false>(dsa, nullptr, d, P, later, later_sums, later, later_sums, nullptr,
                              nullptr, N, column);
  }
}

/// Writes one head of one token's gradients; dw is still that of the decay.
template <class Element>
INLINE void write_gradients(WKV7Inputs<Element> to, Sums sums, const float *dv, const float *w,
                            const Element *w_raw, int64_t at, int64_t N) {
  for (int64_t i = 0; i < N; i += L) {
    vec slope = DECAY * logistic_slope(load(w_raw + at + i)) * load(w + i);
    store(to.r + at + i, load(sums.r + i));
    store(to.w + at + i, load(sums.w + i) * slope);
    store(to.k + at + i, load(sums.k + i));
    store(to.v + at + i, load(dv + i));
    store(to.a + at + i, load(sums.a + i));
    store(to.b + at + i, load(sums.b + i));
  }
}

/// One head back through one sequence, which starts at `at` in the inputs.
template <class Element>
INLINE void backward_head(WKV7Inputs<Element> gradients, const Element *dy, const float *saved,
                          WKV7Inputs<const Element> x, WKV7Shape shape, int64_t at, Scratch m,
                          const int64_t N) {
  const int64_t step = shape.H * N;
  for (int64_t chunk = (shape.T - 1) / WKV7_CHUNK; chunk >= 0; chunk--) {
    const int64_t first = chunk * WKV7_CHUNK;
    const int64_t n = shape.T - first < WKV7_CHUNK ? shape.T - first : WKV7_CHUNK;
    memcpy(m.states, saved + chunk * N * N, sizeof(float) * N * N);
    memset(m.sums, 0, sizeof(float) * n * 5 * N);
    for (int64_t t = 0; t < n; t++) {
      const int64_t here = at + (first + t) * step;
      read_token(token_at(m.tokens, t, N), x, here, N);
      for (int64_t i = 0; i < N; i += L) store(m.dy + t * N + i, load(dy + here + i));
    }
    int64_t c = 0;
    for (; c + 4 * L <= N; c += 4 * L) backward_block<4>(m, n, N, c);
    for (; c < N; c += L) backward_block<1>(m, n, N, c);
    for (int64_t t = 0; t < n; t++)
      write_gradients(gradients, sums_at(m.sums, t, N), m.dv + t * N, token_at(m.tokens, t, N).w,
                      x.w, at + (first + t) * step, N);
  }
}

template <class Element>
void wkv7_backward(WKV7Inputs<Element> gradients, float *d_initial_state, const Element *dy,
                   const float *d_final_state, const float *saved, WKV7Inputs<const Element> x,
                   WKV7Shape shape, int64_t begin, int64_t end, float *scratch) {
  const int64_t N = shape.N, T = shape.T, H = shape.H;
  const int64_t per_head = (T + WKV7_CHUNK - 1) / WKV7_CHUNK * N * N;
  Scratch m;
  m.d = scratch;
  m.states = m.d + N * N;
  m.tokens = m.states + (WKV7_CHUNK + 1) * N * N;
  m.dy = m.tokens + WKV7_CHUNK * 6 * N;
  m.dv = m.dy + WKV7_CHUNK * N;
  m.sums = m.dv + WKV7_CHUNK * N;
  for (int64_t head = begin; head < end; head++) {
    const int64_t at = (head / H * T * H + head % H) * N;
    if (d_final_state)
      transpose(m.d, d_final_state + head * N * N, N);
    else
      memset(m.d, 0, sizeof(float) * N * N);
    const float *kept = saved + head * per_head;
    if (N == 64)
      backward_head(gradients, dy, kept, x, shape, at, m, 64);
    else
      backward_head(gradients, dy, kept, x, shape, at, m, N);
    if (d_initial_state) transpose(d_initial_state + head * N * N, m.d, N);
  }
}
