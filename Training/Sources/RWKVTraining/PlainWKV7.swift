// The recurrence of RWKV-7 as the paper writes it, one token after the other.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import Torch

/// The recurrence of RWKV-7 from a zero state, in libtorch's operations: the reference.
///
///     S <- S diag(w) + (S a) b' + v k'        y = S r
///
/// All (B,T,H,N); w is the raw decay. S (B,H,N,N), rows by value, columns by key.
public func plainWKV7(
  r: Tensor, w: Tensor, k: Tensor, v: Tensor, a: Tensor, b: Tensor
) -> Tensor {
  let (B, T, H, N) = (r.shape[0], r.shape[1], r.shape[2], r.shape[3])
  let decay = (w.sigmoid() * -0.6065306597126334).exp()  // exp(-e^-0.5 sigmoid(w))
  func row(_ x: Tensor, _ t: Int) -> Tensor {
    x.narrowed(dimension: 1, from: t, count: 1).reshaped([B, H, 1, N])
  }
  func column(_ x: Tensor, _ t: Int) -> Tensor {
    x.narrowed(dimension: 1, from: t, count: 1).reshaped([B, H, N, 1])
  }
  var S = Tensor.zeros([B, H, N, N], r.elementType)
  var y: [Tensor] = []
  for t in 0..<T {
    S =
      S * row(decay, t) + S.matmul(column(a, t)).matmul(row(b, t))
      + column(v, t).matmul(row(k, t))
    y.append(S.matmul(column(r, t)).reshaped([B, H, N]))
  }
  return Tensor.stack(y, dimension: 1)
}
