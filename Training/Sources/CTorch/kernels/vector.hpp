// Sixteen floats at once; included by each_level.hpp for every kind of processor.

typedef float vec __attribute__((vector_size(64)));
typedef float unaligned_vec __attribute__((vector_size(64), aligned(4), may_alias));
typedef uint32_t bits_vec __attribute__((vector_size(64)));
typedef uint16_t half_vec __attribute__((vector_size(32)));
typedef uint16_t unaligned_half_vec __attribute__((vector_size(32), aligned(2), may_alias));

/// Floats in a vector.
constexpr int64_t L = 16;

INLINE vec load(const float *p) { return *(const unaligned_vec *)p; }
INLINE void store(float *p, vec x) { *(unaligned_vec *)p = x; }

INLINE vec load(const bfloat16 *p) {
  half_vec halves = *(const unaligned_half_vec *)p;
  return (vec)(__builtin_convertvector(halves, bits_vec) << 16);
}

/// Rounds to nearest, ties to even; keeps NaN.
INLINE void store(bfloat16 *p, vec x) {
  bits_vec bits = (bits_vec)x;
  bits_vec rounded = (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
  rounded = x == x ? rounded : (bits_vec){} + 0x7fc0;
  *(unaligned_half_vec *)p = __builtin_convertvector(rounded, half_vec);
}

/// e to the x within 2 units in the last place; below -87 it stays at e^-87, above 88 at e^88.
///
/// x = n ln 2 + r with |r| <= ln 2 / 2; the polynomial for e^r is that of Cephes' expf.
INLINE vec exponential(vec x) {
  x = x < -87.0f ? (vec){} - 87.0f : x;
  x = x > 88.0f ? (vec){} + 88.0f : x;
  const float magic = 12582912.0f; // 1.5 * 2^23: adding it rounds to a whole number
  vec shifted = x * 1.44269504f + magic;
  vec n = shifted - magic;
  vec r = x - n * 0.693359375f;
  r = r + n * 2.12194440e-4f;
  vec p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1.0f;
  return p * (vec)(((bits_vec)shifted << 23) + (127u << 23));
}

INLINE vec logistic(vec x) { return 1.0f / (1.0f + exponential(-x)); }

/// The derivative of the logistic function; no digits are lost where it saturates.
INLINE vec logistic_slope(vec x) {
  vec e = exponential(x < 0.0f ? x : -x);
  vec q = 1.0f / (1.0f + e);
  return e * q * q;
}

/// Lane l: if l has bit D, the sum of b's lanes l and l ^ D, otherwise of a's.
template <int D> INLINE vec fold(vec a, vec b) {
#define KEPT(l) ((l) & D ? 16 + (l) : (l))
#define MOVED(l) ((l) & D ? 16 + ((l) ^ D) : ((l) ^ D))
#define ALL(f)                                                                                     \
  f(0), f(1), f(2), f(3), f(4), f(5), f(6), f(7), f(8), f(9), f(10), f(11), f(12), f(13), f(14),   \
      f(15)
  return __builtin_shufflevector(a, b, ALL(KEPT)) + __builtin_shufflevector(a, b, ALL(MOVED));
#undef KEPT
#undef MOVED
#undef ALL
}

/// Lane i is the sum over rows[i].
INLINE vec sums(const vec *rows) {
  vec by2[8], by4[4];
  for (int i = 0; i < 8; i++) by2[i] = fold<1>(rows[2 * i], rows[2 * i + 1]);
  for (int i = 0; i < 4; i++) by4[i] = fold<2>(by2[2 * i], by2[2 * i + 1]);
  return fold<8>(fold<4>(by4[0], by4[1]), fold<4>(by4[2], by4[3]));
}

INLINE float sum(vec x) {
  x = fold<8>(x, x);
  x = fold<4>(x, x);
  x = fold<2>(x, x);
  return fold<1>(x, x)[0];
}

INLINE void add(float *to, vec x) { store(to, load(to) + x); }
