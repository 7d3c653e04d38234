// The activation of channel mixing, for one kind of processor.

INLINE vec positive(vec x) { return x < 0.0f ? vec{} : x; }

/// The rest of a row shorter than a vector, as one whose other lanes are zero.
template <class Element> INLINE vec load_some(const Element *p, int64_t count) {
  Element row[L] = {};
  memcpy(row, p, sizeof(Element) * count);
  return load(row);
}

template <class Element> INLINE void store_some(Element *p, vec x, int64_t count) {
  Element row[L];
  store(row, x);
  memcpy(p, row, sizeof(Element) * count);
}

template <class Element>
void relu_squared(Element *y, const Element *x, int64_t begin, int64_t end) {
  int64_t i = begin;
  for (; i + L <= end; i += L) {
    vec p = positive(load(x + i));
    store(y + i, p * p);
  }
  if (i == end) return;
  vec p = positive(load_some(x + i, end - i));
  store_some(y + i, p * p, end - i);
}

template <class Element>
void relu_squared_backward(Element *dx, const Element *dy, const Element *x, int64_t begin,
                           int64_t end) {
  int64_t i = begin;
  for (; i + L <= end; i += L) store(dx + i, load(dy + i) * positive(load(x + i)) * 2.0f);
  if (i == end) return;
  vec d = load_some(dy + i, end - i) * positive(load_some(x + i, end - i)) * 2.0f;
  store_some(dx + i, d, end - i);
}
