// Normalization of a row or a part of one, for one kind of processor.

/// Mean and 1 / sqrt(variance + epsilon).
struct Moments {
  float mean, scale;
};

template <class Element> INLINE Moments moments(const Element *x, float epsilon, int64_t N) {
  vec total{}, squares{};
  for (int64_t i = 0; i < N; i += L) total += load(x + i);
  const float mean = sum(total) / (float)N;
  for (int64_t i = 0; i < N; i += L) {
    vec d = load(x + i) - mean;
    squares += d * d;
  }
  return {mean, 1.0f / sqrtf(sum(squares) / (float)N + epsilon)};
}

template <class Element, class Residual>
void layer_norm(Element *y, const Residual *x, const float *weight, const float *bias,
                float epsilon, int64_t C, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++) {
    const Residual *in = x + row * C;
    const Moments m = moments(in, epsilon, C);
    for (int64_t i = 0; i < C; i += L) {
      vec z = (load(in + i) - m.mean) * m.scale;
      store(y + row * C + i, z * load(weight + i) + load(bias + i));
    }
  }
}

template <class Element, class Residual>
void layer_norm_backward(Residual *dx, float *dweight, float *dbias, const Element *dy,
                         const Residual *x, const float *weight, float epsilon, int64_t C,
                         int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++) {
    const Residual *in = x + row * C;
    const Element *d = dy + row * C;
    const Moments m = moments(in, epsilon, C);
    vec total{}, product{};
    for (int64_t i = 0; i < C; i += L) {
      vec z = (load(in + i) - m.mean) * m.scale, dn = load(d + i), dz = dn * load(weight + i);
      total += dz;
      product += dz * z;
      store(dweight + i, dn * z + load(dweight + i));
      store(dbias + i, dn + load(dbias + i));
    }
    const float mean = sum(total) / (float)C, along = sum(product) / (float)C;
    for (int64_t i = 0; i < C; i += L) {
      vec z = (load(in + i) - m.mean) * m.scale, dz = load(d + i) * load(weight + i);
      store(dx + row * C + i, (dz - mean - z * along) * m.scale);
    }
  }
}
