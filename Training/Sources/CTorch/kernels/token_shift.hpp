// Each token mixed with the one before it, for one kind of processor.

/// The row before `row` of x, or null if that is zero.
template <class Element>
INLINE const Element *row_before(const Element *x, const Element *first, int64_t row, int64_t T,
                                 int64_t C) {
  if (row % T) return x + (row - 1) * C;
  return first ? first + row / T * C : nullptr;
}

template <class Element>
INLINE void shift_rows(Element *const *y, const Element *x, const Element *first,
                       const float *const *mix, const int64_t count, int64_t T, int64_t C,
                       int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++) {
    const Element *before = row_before(x, first, row, T, C);
    for (int64_t i = 0; i < C; i += L) {
      vec here = load(x + row * C + i);
      vec step = (before ? load(before + i) : vec{}) - here;
      for (int64_t m = 0; m < count; m++) store(y[m] + row * C + i, step * load(mix[m] + i) + here);
    }
  }
}

template <class Element>
void token_shift(Element *const *y, const Element *x, const Element *first, const float *const *mix,
                 int64_t count, int64_t T, int64_t C, int64_t begin, int64_t end) {
  if (count == 6)
    shift_rows(y, x, first, mix, 6, T, C, begin, end);
  else
    shift_rows(y, x, first, mix, count, T, C, begin, end);
}

template <class Element>
INLINE void shift_rows_backward(Element *dx, float *const *dmix, const Element *const *dy,
                                const Element *x, const Element *first, const float *const *mix,
                                const int64_t count, int64_t T, int64_t C, int64_t begin,
                                int64_t end) {
  for (int64_t row = begin; row < end; row++) {
    const Element *before = row_before(x, first, row, T, C);
    const bool last = row % T == T - 1;
    for (int64_t i = 0; i < C; i += L) {
      vec step = (before ? load(before + i) : vec{}) - load(x + row * C + i), sum{};
      for (int64_t m = 0; m < count; m++) {
        const Element *d = dy[m] + row * C + i;
        vec here = load(d), next = last ? vec{} : load(d + C);
        sum += here;
        sum += (next - here) * load(mix[m] + i);
        store(dmix[m] + i, here * step + load(dmix[m] + i));
      }
      store(dx + row * C + i, sum);
    }
  }
}

template <class Element>
void token_shift_backward(Element *dx, float *const *dmix, const Element *const *dy,
                          const Element *x, const Element *first, const float *const *mix,
                          int64_t count, int64_t T, int64_t C, int64_t begin, int64_t end) {
  if (count == 6)
    shift_rows_backward(dx, dmix, dy, x, first, mix, 6, T, C, begin, end);
  else
    shift_rows_backward(dx, dmix, dy, x, first, mix, count, T, C, begin, end);
}
