// What both passes of wkv7 share: tokens as floats, and the step from one state to the next.
//
// The state is kept transposed, rows by key j and columns by value i, so every sum over keys is a
// vertical one. Columns do not meet, so a block of W vectors of them goes through a chunk alone.

constexpr float DECAY = -0.6065306597126334f; // -e^(-1/2)

/// One token's inputs of one head, N floats each.
struct Token {
  float *r, *w, *k, *v, *a, *b;
};

INLINE Token token_at(float *tokens, int64_t t, int64_t N) {
  float *p = tokens + t * 6 * N;
  return {p, p + N, p + 2 * N, p + 3 * N, p + 4 * N, p + 5 * N};
}

/// Reads one head of one token; w becomes the decay.
template <class Element>
INLINE void read_token(Token to, WKV7Inputs<const Element> x, int64_t at, int64_t N) {
  for (int64_t i = 0; i < N; i += L) {
    store(to.r + i, load(x.r + at + i));
    store(to.w + i, exponential(DECAY * logistic(load(x.w + at + i))));
    store(to.k + i, load(x.k + at + i));
    store(to.v + i, load(x.v + at + i));
    store(to.a + i, load(x.a + at + i));
    store(to.b + i, load(x.b + at + i));
  }
}

/// sa = P a, while P is copied to `copy` unless that is null.
template <int W>
INLINE void first_product(vec *sa, float *copy, const float *P, const float *a, int64_t N) {
  for (int i = 0; i < W; i++) sa[i] = vec{};
  for (int64_t j = 0; j < N; j++) {
    for (int i = 0; i < W; i++) {
      vec p = load(P + j * N + i * L);
      sa[i] += p * a[j];
      if (copy) store(copy + j * N + i * L, p);
    }
  }
}

/// S = P diag(w) + sa b' + v k'; y = S r if wanted; and the next token's sa = S a if there is one.
///
/// One pass over the state: the next token's product is taken while the row is in registers.
template <int W, bool output, bool next>
INLINE void advance(vec *y, vec *next_sa, float *S, const float *P, const vec *sa, Token x,
                    const float *next_a, int64_t N, int64_t column) {
  vec v[W], out[W], product[W];
  for (int i = 0; i < W; i++) v[i] = load(x.v + column + i * L), out[i] = product[i] = vec{};
#pragma clang loop unroll_count(2)
  for (int64_t j = 0; j < N; j++) {
    for (int i = 0; i < W; i++) {
      vec s = load(P + j * N + i * L) * x.w[j];
      s = sa[i] * x.b[j] + s;
      s = v[i] * x.k[j] + s;
      store(S + j * N + i * L, s);
      if (output) out[i] += s * x.r[j];
      if (next) product[i] += s * next_a[j];
    }
  }
  for (int i = 0; i < W; i++) {
    if (output) y[i] = out[i];
    if (next) next_sa[i] = product[i];
  }
}

/// Between the states of the interface, rows by value, and those in here, rows by key.
INLINE void transpose(float *to, const float *from, int64_t N) {
  for (int64_t i = 0; i < N; i++)
    for (int64_t j = 0; j < N; j++) to[i * N + j] = from[j * N + i];
}
