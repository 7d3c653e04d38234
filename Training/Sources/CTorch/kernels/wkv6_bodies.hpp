// Both passes of wkv6 for one kind of processor.
//
// The state is kept transposed, rows by key j and columns by value i, so a row is one product.

/// One token's inputs of one head as floats, N each.
struct Token6 {
  float *r, *k, *v, *w, *u;
};

INLINE Token6 token6(float *memory, int64_t N) {
  return {memory, memory + N, memory + 2 * N, memory + 3 * N, memory + 4 * N};
}

/// e to the raw decay, bounded where the decay is nothing any more.
INLINE vec fading(vec raw) {
  vec x = exponential(raw);
  return x > 87.0f ? (vec){} + 87.0f : x;
}

template <class Element>
INLINE void read6(Token6 to, WKV6Inputs<const Element, const float> x, int64_t at, int64_t N) {
  for (int64_t i = 0; i < N; i += L) {
    store(to.r + i, load(x.r + at + i));
    store(to.k + i, load(x.k + at + i));
    store(to.v + i, load(x.v + at + i));
    store(to.w + i, exponential(-fading(load(x.w + at + i))));
  }
}

/// S = P diag(w) + v k'; y = P r without the bonus, if wanted.
INLINE void advance6(float *y, float *S, const float *P, Token6 x, int64_t N) {
  for (int64_t c = 0; c < N; c += L) {
    const vec v = load(x.v + c);
    vec out = {};
    for (int64_t j = 0; j < N; j++) {
      const vec p = load(P + j * N + c);
      out += p * x.r[j];
      store(S + j * N + c, p * x.w[j] + v * x.k[j]);
    }
    if (y) store(y + c, out);
  }
}

/// What the current token reads of itself: r' diag(u) k.
INLINE float bonus6(Token6 x, int64_t N) {
  vec total = {};
  for (int64_t i = 0; i < N; i += L) total += load(x.r + i) * load(x.u + i) * load(x.k + i);
  return sum(total);
}

INLINE void transpose6(float *to, const float *from, int64_t N) {
  for (int64_t i = 0; i < N; i++)
    for (int64_t j = 0; j < N; j++) to[i * N + j] = from[j * N + i];
}

template <class Element>
void wkv6_forward(Element *y, float *final_state, float *saved,
                  WKV6Inputs<const Element, const float> x, const float *initial_state,
                  WKV6Shape shape, int64_t begin, int64_t end, float *scratch) {
  const int64_t N = shape.N, T = shape.T, H = shape.H;
  const int64_t per_head = (T + WKV6_CHUNK - 1) / WKV6_CHUNK * N * N;
  float *S = scratch, *memory = S + N * N, *out = memory + 5 * N;
  Token6 token = token6(memory, N);
  for (int64_t head = begin; head < end; head++) {
    const int64_t first = (head / H * T * H + head % H) * N;
    memcpy(token.u, x.u + head % H * N, sizeof(float) * N);
    if (initial_state)
      transpose6(S, initial_state + head * N * N, N);
    else
      memset(S, 0, sizeof(float) * N * N);
    for (int64_t t = 0; t < T; t++) {
      const int64_t at = first + t * H * N;
      if (saved && t % WKV6_CHUNK == 0)
        memcpy(saved + head * per_head + t / WKV6_CHUNK * N * N, S, sizeof(float) * N * N);
      read6(token, x, at, N);
      advance6(out, S, S, token, N);
      const float bonus = bonus6(token, N);
      for (int64_t i = 0; i < N; i += L)
        store(y + at + i, load(out + i) + load(token.v + i) * bonus);
    }
    if (final_state) transpose6(final_state + head * N * N, S, N);
  }
}

/// One token back: from the gradient d of the state after it to that before it, P being the state
/// before it. `sums` gets dr, dw and dk without what comes from the bonus, `dv` the same.
INLINE void retreat6(float *dr, float *dw, float *dk, float *dv, float *d, const float *P, Token6 x,
                     const float *dy, int64_t N) {
  memset(dv, 0, sizeof(float) * N);
  for (int64_t row = 0; row < N; row += L) {
    vec r[L], w[L], k[L];
    for (int64_t l = 0; l < L; l++) {
      const int64_t j = row + l;
      r[l] = w[l] = k[l] = (vec){};
      for (int64_t c = 0; c < N; c += L) {
        const vec p = load(P + j * N + c), g = load(d + j * N + c), y = load(dy + c);
        r[l] += y * p;
        w[l] += g * p;
        k[l] += g * load(x.v + c);
        store(dv + c, load(dv + c) + g * x.k[j]);
        store(d + j * N + c, g * x.w[j] + y * x.r[j]);
      }
    }
    store(dr + row, sums(r));
    store(dw + row, sums(w));
    store(dk + row, sums(k));
  }
}

template <class Element>
void wkv6_backward(WKV6Inputs<Element, float> gradients, float *d_initial_state, const Element *dy,
                   const float *d_final_state, const float *saved,
                   WKV6Inputs<const Element, const float> x, WKV6Shape shape, int64_t begin,
                   int64_t end, float *scratch) {
  const int64_t N = shape.N, T = shape.T, H = shape.H;
  const int64_t per_head = (T + WKV6_CHUNK - 1) / WKV6_CHUNK * N * N;
  float *d = scratch, *states = d + N * N, *memory = states + (WKV6_CHUNK + 1) * N * N;
  Token6 token = token6(memory, N);
  float *dr = memory + 5 * N, *dw = dr + N, *dk = dw + N, *dv = dk + N, *du = dv + N, *up = du + N;
  for (int64_t head = begin; head < end; head++) {
    const int64_t start = (head / H * T * H + head % H) * N;
    memcpy(token.u, x.u + head % H * N, sizeof(float) * N);
    memset(du, 0, sizeof(float) * N);
    if (d_final_state)
      transpose6(d, d_final_state + head * N * N, N);
    else
      memset(d, 0, sizeof(float) * N * N);
    for (int64_t chunk = (T - 1) / WKV6_CHUNK; chunk >= 0; chunk--) {
      const int64_t first = chunk * WKV6_CHUNK;
      const int64_t n = T - first < WKV6_CHUNK ? T - first : WKV6_CHUNK;
      memcpy(states, saved + head * per_head + chunk * N * N, sizeof(float) * N * N);
      for (int64_t t = 0; t + 1 < n; t++) {
        read6(token, x, start + (first + t) * H * N, N);
        advance6(nullptr, states + (t + 1) * N * N, states + t * N * N, token, N);
      }
      for (int64_t t = n - 1; t >= 0; t--) {
        const int64_t at = start + (first + t) * H * N;
        read6(token, x, at, N);
        for (int64_t i = 0; i < N; i += L) store(up + i, load(dy + at + i));
        retreat6(dr, dw, dk, dv, d, states + t * N * N, token, up, N);
        vec product = {};
        for (int64_t i = 0; i < N; i += L) product += load(up + i) * load(token.v + i);
        const float through = sum(product), bonus = bonus6(token, N);
        for (int64_t i = 0; i < N; i += L) {
          const vec r = load(token.r + i), k = load(token.k + i), u = load(token.u + i);
          store(gradients.r + at + i, load(dr + i) + u * k * through);
          store(gradients.k + at + i, load(dk + i) + u * r * through);
          store(gradients.v + at + i, load(dv + i) + load(up + i) * bonus);
          store(gradients.w + at + i,
                -load(dw + i) * load(token.w + i) * fading(load(x.w + at + i)));
          store(du + i, load(du + i) + r * k * through);
        }
      }
    }
    memcpy(gradients.u + head * N, du, sizeof(float) * N);
    if (d_initial_state) transpose6(d_initial_state + head * N * N, d, N);
  }
}
