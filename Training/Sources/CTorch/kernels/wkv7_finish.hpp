// From what the recurrence gives to what the output matrix gets, for one kind of processor.

/// The sum of r k r_k over one head.
template <class Element>
INLINE float bonus(const Element *r, const Element *k, const float *r_k, int64_t N) {
  vec total{};
  for (int64_t i = 0; i < N; i += L) total += load(r + i) * load(k + i) * load(r_k + i);
  return sum(total);
}

template <class Element>
INLINE void finish_head(Element *out, FinishInputs<const Element> x, FinishVectors<const float> p,
                        float epsilon, int64_t at, int64_t c, int64_t N) {
  const Moments m = moments(x.y + at, epsilon, N);
  const float share = bonus(x.r + at, x.k + at, p.r_k + c, N);
  for (int64_t i = 0; i < N; i += L) {
    const int64_t o = at + i;
    vec z = (load(x.y + o) - m.mean) * m.scale;
    vec n = z * load(p.weight + c + i) + load(p.bias + c + i);
    store(out + o, (load(x.v + o) * share + n) * load(x.g + o));
  }
}

template <class Element>
void wkv7_finish(Element *out, FinishInputs<const Element> x, FinishVectors<const float> p,
                 float epsilon, int64_t H, int64_t N, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++)
    for (int64_t h = 0; h < H; h++) finish_head(out, x, p, epsilon, (row * H + h) * N, h * N, N);
}

template <class Element>
INLINE void finish_head_backward(FinishInputs<Element> dx, FinishVectors<float> dp,
                                 const Element *dout, FinishInputs<const Element> x,
                                 FinishVectors<const float> p, float epsilon, int64_t at, int64_t c,
                                 int64_t N) {
  const Moments m = moments(x.y + at, epsilon, N);
  const float share = bonus(x.r + at, x.k + at, p.r_k + c, N);
  vec total{}, product{}, shared{};
  for (int64_t i = 0; i < N; i += L) {
    const int64_t o = at + i;
    vec d = load(dout + o), dn = d * load(x.g + o), v = load(x.v + o);
    vec z = (load(x.y + o) - m.mean) * m.scale, dz = dn * load(p.weight + c + i);
    vec n = z * load(p.weight + c + i) + load(p.bias + c + i);
    store(dx.g + o, d * (v * share + n));
    store(dx.v + o, dn * share);
    add(dp.weight + c + i, dn * z);
    add(dp.bias + c + i, dn);
    total += dz;
    product += dz * z;
    shared += dn * v;
  }
  const float mean = sum(total) / (float)N, along = sum(product) / (float)N, ds = sum(shared);
  for (int64_t i = 0; i < N; i += L) {
    const int64_t o = at + i;
    vec z = (load(x.y + o) - m.mean) * m.scale;
    vec dz = load(dout + o) * load(x.g + o) * load(p.weight + c + i);
    vec r = load(x.r + o), k = load(x.k + o), r_k = load(p.r_k + c + i);
    store(dx.y + o, (dz - mean - z * along) * m.scale);
    store(dx.r + o, k * r_k * ds);
    store(dx.k + o, r * r_k * ds);
    add(dp.r_k + c + i, r * k * ds);
  }
}

template <class Element>
void wkv7_finish_backward(FinishInputs<Element> dx, FinishVectors<float> dp, const Element *dout,
                          FinishInputs<const Element> x, FinishVectors<const float> p,
                          float epsilon, int64_t H, int64_t N, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++)
    for (int64_t h = 0; h < H; h++)
      finish_head_backward(dx, dp, dout, x, p, epsilon, (row * H + h) * N, h * N, N);
}
