// The recurrence of RWKV-5.2 and 6 over chunks of tokens.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import Torch

/// The recurrence in chunks of 16 tokens; see the other one.
public func chunkedWKV6(_ x: WKV6Inputs, _ initial: Tensor?) -> (y: Tensor, state: Tensor) {
  chunkedWKV6(x, initial, chunk: 16)
}

/// The recurrence over chunks of C tokens: all chunks at once, but for one sum a chunk that hands
/// the state on. Computed in fp32 or wider.
///
/// With G the sum of the logarithms of the decay up to a token and E that before it,
///
///     Y = (r e^E) S' + A v        A_ti = sum over channels of r_t k_i e^(E_t - G_i) for i < t
///     S <- S diag(e^G_C) + v' (k e^(G_C - G))
///
/// and the bonus on A's diagonal. The decay has no lower bound, so e^-G alone could overflow: the
/// exponents are taken as differences, which are never positive, and A costs C N numbers a token. G
/// has up to C times 86 for a decay that is nearly nothing, and a difference of one beside it
/// counts: the sums are fp64, which every device but Apple's has.
///
/// - Parameter chunk: C, up to 64; any T will do.
public func chunkedWKV6(
  _ x: WKV6Inputs, _ initial: Tensor?, chunk C: Int
) -> (y: Tensor, state: Tensor) {
  precondition(1...64 ~= C, "chunks of \(C) tokens")
  let (B, T, H, N) = (x.r.shape[0], x.r.shape[1], x.r.shape[2], x.r.shape[3])
  let type: ElementType = x.r.elementType == .float64 ? .float64 : .float32
  let count = (T + C - 1) / C
  // (B,T,H,N) -> (B,H,chunks,C,N); tokens that fill the last chunk neither decay nor add.
  func chunks(_ x: Tensor, _ type: ElementType) -> Tensor {
    x.cast(to: type).padded(dimension: 1, by: count * C - T).reshaped([B, count, C, H, N])
      .permuted([0, 3, 1, 2, 4])
  }
  let logDecay = chunks(x.w.cast(to: .float64).logFading, .float64)
  let (r, k, v) = (chunks(x.r, type), chunks(x.k, type), chunks(x.v, type))
  let u = x.u.cast(to: type).reshaped([1, H, 1, 1, N])
  let G = logDecay.cumulativeSum(dimension: 3)
  let E = G - logDecay
  let total = G.narrowed(dimension: 3, from: C - 1, count: 1)  // (B,H,chunks,1,N)
  func exponential(_ x: Tensor) -> Tensor { x.cast(to: type).exp() }
  func rows(_ x: Tensor) -> Tensor { x.transposed.reshaped([B, H, count, N, C, 1]) }
  func columns(_ x: Tensor) -> Tensor { x.transposed.reshaped([B, H, count, N, 1, C]) }
  let fading = exponential((rows(E) - columns(G)).lower(diagonal: -1))
  let A = (fading * rows(r) * columns(k)).permuted([0, 1, 2, 4, 5, 3]).sumLast()
    .reshaped([B, H, count, C, C]).lower(diagonal: -1)
  let within = A.matmul(v) + (r * u * k).sumLast() * v
  let added = v.transposed.matmul(k * exponential(total - G))
  let decay = exponential(total)
  var S = initial?.cast(to: type) ?? Tensor.zeros([B, H, N, N], type).moved(to: x.r.device)
  var states: [Tensor] = []
  for index in 0..<count {
    states.append(S)
    func part(_ x: Tensor, _ rows: Int) -> Tensor {
      x.narrowed(dimension: 2, from: index, count: 1).reshaped([B, H, rows, N])
    }
    S = S * part(decay, 1) + part(added, N)
  }
  let before = Tensor.stack(states, dimension: 2).transposed  // S' (B,H,chunks,N,N)
  let y = (r * exponential(E)).matmul(before) + within
  let tokens = y.permuted([0, 2, 3, 1, 4]).reshaped([B, count * C, H, N])
  return (tokens.narrowed(dimension: 1, from: 0, count: T).cast(to: x.r.elementType), S)
}
