// The recurrence of RWKV-7 by matrix products over chunks of tokens.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import Torch

/// The recurrence in chunks of 32 tokens; see the other one.
public func chunkedWKV7(_ x: WKV7Inputs, _ initial: Tensor?) -> (y: Tensor, state: Tensor) {
  chunkedWKV7(x, initial, chunk: 32)
}

/// The recurrence by matrix products over chunks of C tokens: all chunks at once, but for one
/// product a chunk that hands the state on.
///
/// Inside a chunk, with G the sum of the logarithms of the decay up to a token, E that before it,
/// all tokens' S a are the rows of U, and (Yang et al. 2024, for DPLR)
///
///     (I - A) U = (a e^E) S' + A_ak V        A = tril(a e^E (b e^-G)', -1), A_ak with k
///     Y = (r e^G) S' + A_rk V + A_rb U       A_rk = tril(r e^G (k e^-G)'), A_rb with b
///     S <- S diag(e^G_C) + V' (k e^(G_C - G)) + U' (b e^(G_C - G))
///
/// e^-G grows with the chunk, so both factors are taken relative to half of G_C. The system is
/// solved by substitution: an inverse by repeated squaring breaks when keys repeat, as repeated
/// notes make them. Computed in fp32 or wider.
///
/// - Parameter chunk: C, up to 64; any T will do.
public func chunkedWKV7(
  _ x: WKV7Inputs, _ initial: Tensor?, chunk C: Int
) -> (y: Tensor, state: Tensor) {
  precondition(1...64 ~= C, "chunks of \(C) tokens")
  let (B, T, H, N) = (x.r.shape[0], x.r.shape[1], x.r.shape[2], x.r.shape[3])
  let type: ElementType = x.r.elementType == .float64 ? .float64 : .float32
  let count = (T + C - 1) / C
  // (B,T,H,N) -> (B,H,chunks,C,N); tokens that fill the last chunk neither decay nor add.
  func chunks(_ x: Tensor) -> Tensor {
    x.cast(to: type).padded(dimension: 1, by: count * C - T).reshaped([B, count, C, H, N])
      .permuted([0, 3, 1, 2, 4])
  }
  let logDecay = chunks(x.w.cast(to: type).logDecay)
  let (r, k, v, a, b) = (chunks(x.r), chunks(x.k), chunks(x.v), chunks(x.a), chunks(x.b))
  let G = logDecay.cumulativeSum(dimension: 3)
  let E = G - logDecay
  let total = G.narrowed(dimension: 3, from: C - 1, count: 1)  // (B,H,chunks,1,N)
  let half = total * 0.5
  let (eG, eE, back) = ((G - half).exp(), (E - half).exp(), (half - G).exp())
  let (kBack, bBack) = ((k * back).transposed, (b * back).transposed)
  let (rG, aE) = (r * eG, a * eE)
  let A = aE.matmul(bBack).lower(diagonal: -1)
  let A_ak = aE.matmul(kBack).lower(diagonal: -1)
  let A_rk = rG.matmul(kBack).lower(diagonal: 0)
  let A_rb = rG.matmul(bBack).lower(diagonal: 0)

  // U = P S' + Q
  let P = (-A).solveUnitLower(a * E.exp())
  let Q = (-A).solveUnitLower(A_ak.matmul(v))
  let rest = (total - G).exp()
  let (kEnd, bEnd) = (k * rest, b * rest)
  // S <- S (diag(e^G_C) + P' bEnd) + V' kEnd + Q' bEnd
  let carried = P.transposed.matmul(bEnd)  // (B,H,chunks,N,N)
  let added = v.transposed.matmul(kEnd) + Q.transposed.matmul(bEnd)
  let decay = total.exp()
  func part(_ x: Tensor, _ index: Int) -> Tensor {
    let rows = x.shape[3]
    return x.narrowed(dimension: 2, from: index, count: 1).reshaped([B, H, rows, N])
  }
  var S = initial?.cast(to: type) ?? Tensor.zeros([B, H, N, N], type).moved(to: x.r.device)
  var states: [Tensor] = []
  for index in 0..<count {
    states.append(S)
    S = S * part(decay, index) + S.matmul(part(carried, index)) + part(added, index)
  }
  let before = Tensor.stack(states, dimension: 2).transposed  // S' (B,H,chunks,N,N)
  let y =
    (r * G.exp() + A_rb.matmul(P)).matmul(before) + A_rk.matmul(v) + A_rb.matmul(Q)
  let tokens = y.permuted([0, 2, 3, 1, 4]).reshaped([B, count * C, H, N])
  return (tokens.narrowed(dimension: 1, from: 0, count: T).cast(to: x.r.elementType), S)
}
