// The recurrence of RWKV-7: what all its writings take and give.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import Torch

/// What the recurrence of RWKV-7 reads, all (B,T,H,N); w is the raw decay.
///
///     S <- S diag(d) + (S a) b' + v k'        y = S r        d = exp(-e^(-1/2) sigmoid(w))
///
/// S (B,H,N,N), rows by value, columns by key.
public struct WKV7Inputs {
  public var r, w, k, v, a, b: Tensor

  public init(r: Tensor, w: Tensor, k: Tensor, v: Tensor, a: Tensor, b: Tensor) {
    (self.r, self.w, self.k) = (r, w, k)
    (self.v, self.a, self.b) = (v, a, b)
  }
}

extension Tensor {
  /// Of raw decays the logarithm of the decay, -e^(-1/2) sigmoid(w), at most zero.
  var logDecay: Tensor { sigmoid() * -0.6065306597126334 }
}

/// One writing of the recurrence, from an initial state (nil is zero) to the final one. Gradients
/// pass through both.
public typealias WKV7 = (_ x: WKV7Inputs, _ initial: Tensor?) -> (y: Tensor, state: Tensor)

/// The recurrence in our kernel; the state is fp32.
public func fusedWKV7(_ x: WKV7Inputs, _ initial: Tensor?) -> (y: Tensor, state: Tensor) {
  Tensor.wkv7(r: x.r, w: x.w, k: x.k, v: x.v, a: x.a, b: x.b, initial: initial)
}

/// The recurrence as the paper writes it, one token after the other, in libtorch's operations: the
/// reference.
public func plainWKV7(_ x: WKV7Inputs, _ initial: Tensor?) -> (y: Tensor, state: Tensor) {
  let (B, T, H, N) = (x.r.shape[0], x.r.shape[1], x.r.shape[2], x.r.shape[3])
  let decay = x.w.logDecay.exp()
  func row(_ x: Tensor, _ t: Int) -> Tensor {
    x.narrowed(dimension: 1, from: t, count: 1).reshaped([B, H, 1, N])
  }
  func column(_ x: Tensor, _ t: Int) -> Tensor {
    x.narrowed(dimension: 1, from: t, count: 1).reshaped([B, H, N, 1])
  }
  var S =
    initial?.cast(to: x.r.elementType)
    ?? Tensor.zeros([B, H, N, N], x.r.elementType).moved(to: x.r.device)
  var y: [Tensor] = []
  for t in 0..<T {
    S =
      S * row(decay, t) + S.matmul(column(x.a, t)).matmul(row(x.b, t))
      + column(x.v, t).matmul(row(x.k, t))
    y.append(S.matmul(column(x.r, t)).reshaped([B, H, N]))
  }
  return (Tensor.stack(y, dimension: 1), S)
}
