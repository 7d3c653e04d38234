// From what the matrices give to what the recurrence gets, for one kind of processor.

/// 1 over the length of k k_k of one head, and whether that length is above its floor.
template <class Element>
INLINE float inverse_length(bool &free, const Element *k, const float *k_k, int64_t N) {
  vec squares{};
  for (int64_t i = 0; i < N; i += L) {
    vec u = load(k + i) * load(k_k + i);
    squares += u * u;
  }
  const float length = sqrtf(sum(squares));
  free = length > 1e-12f;
  return free ? 1.0f / length : 1e12f;
}

template <class Element>
INLINE void prepare_head(PrepareOutputs<Element> y, PrepareInputs<const Element> x,
                         PrepareVectors<const float> p, int64_t at, int64_t c, int64_t N) {
  bool free;
  const float scale = inverse_length(free, x.k + at, p.k_k + c, N);
  for (int64_t i = 0; i < N; i += L) {
    const int64_t o = at + i;
    vec k = load(x.k + o), a = logistic(load(p.a0 + c + i) + load(x.a + o));
    vec kk = k * load(p.k_k + c + i) * scale;
    store(y.a + o, -kk);
    store(y.b + o, kk * a);
    store(y.k + o, k * ((a - 1.0f) * load(p.k_a + c + i) + 1.0f));
    if (x.v_first) {
      vec v = load(x.v + o), share = logistic(load(p.v0 + c + i) + load(x.v_gate + o));
      store(y.v + o, (load(x.v_first + o) - v) * share + v);
    }
  }
}

template <class Element>
void wkv7_prepare(PrepareOutputs<Element> y, PrepareInputs<const Element> x,
                  PrepareVectors<const float> p, int64_t H, int64_t N, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++)
    for (int64_t h = 0; h < H; h++) prepare_head(y, x, p, (row * H + h) * N, h * N, N);
}

/// The gradient of the value, of the first layer's and of the gate between them.
template <class Element>
INLINE void prepare_value_backward(PrepareInputs<Element> dx, float *dv0, const Element *dy,
                                   PrepareInputs<const Element> x, const float *v0, int64_t o) {
  vec bias = load(v0) + load(x.v_gate + o);
  vec share = logistic(bias), d = load(dy + o);
  vec first = d * share;
  vec gate = d * (load(x.v_first + o) - load(x.v + o)) * logistic_slope(bias);
  store(dx.v_first + o, first);
  store(dx.v + o, d - first);
  store(dx.v_gate + o, gate);
  add(dv0, gate);
}

template <class Element>
INLINE void prepare_head_backward(PrepareInputs<Element> dx, PrepareVectors<float> dp,
                                  PrepareOutputs<const Element> dy, PrepareInputs<const Element> x,
                                  PrepareVectors<const float> p, int64_t at, int64_t c, int64_t N) {
  bool free;
  const float scale = inverse_length(free, x.k + at, p.k_k + c, N);
  vec product{};
  for (int64_t i = 0; i < N; i += L) {
    const int64_t o = at + i;
    vec a = logistic(load(p.a0 + c + i) + load(x.a + o));
    vec kk = load(x.k + o) * load(p.k_k + c + i) * scale;
    product += (load(dy.b + o) * a - load(dy.a + o)) * kk;
  }
  const float along = free ? sum(product) : 0.0f; // what would only lengthen kk
  for (int64_t i = 0; i < N; i += L) {
    const int64_t o = at + i;
    vec k = load(x.k + o), k_k = load(p.k_k + c + i), k_a = load(p.k_a + c + i);
    vec bias = load(p.a0 + c + i) + load(x.a + o), a = logistic(bias);
    vec kk = k * k_k * scale, db = load(dy.b + o), dk = load(dy.k + o);
    vec du = (db * a - load(dy.a + o) - kk * along) * scale;
    vec da = (db * kk + dk * k * k_a) * logistic_slope(bias);
    store(dx.a + o, da);
    store(dx.k + o, du * k_k + dk * ((a - 1.0f) * k_a + 1.0f));
    add(dp.a0 + c + i, da);
    add(dp.k_k + c + i, du * k);
    add(dp.k_a + c + i, dk * k * (a - 1.0f));
    if (x.v_first) prepare_value_backward(dx, dp.v0 + c + i, dy.v, x, p.v0 + c + i, o);
  }
}

template <class Element>
void wkv7_prepare_backward(PrepareInputs<Element> dx, PrepareVectors<float> dp,
                           PrepareOutputs<const Element> dy, PrepareInputs<const Element> x,
                           PrepareVectors<const float> p, int64_t H, int64_t N, int64_t begin,
                           int64_t end) {
  for (int64_t row = begin; row < end; row++)
    for (int64_t h = 0; h < H; h++)
      prepare_head_backward(dx, dp, dy, x, p, (row * H + h) * N, h * N, N);
}
