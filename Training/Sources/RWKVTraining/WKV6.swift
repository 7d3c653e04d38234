// The recurrence of RWKV-5.2 and 6, what all its writings take and give.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import Torch

/// What the recurrence of RWKV-5.2 and 6 reads: r, w, k, v (B,T,H,N), w being the raw decay, and
/// the bonus u (H,N).
///
///     y = (S + v (u k)') r        S <- S diag(exp(-exp(w))) + v k'
///
/// S (B,H,N,N), rows by value, columns by key.
public struct WKV6Inputs {
  public var r, w, k, v, u: Tensor

  public init(r: Tensor, w: Tensor, k: Tensor, v: Tensor, u: Tensor) {
    (self.r, self.w, self.k) = (r, w, k)
    (self.v, self.u) = (v, u)
  }
}

extension Tensor {
  /// Of raw decays the logarithm of the decay, -exp(w), where w above 4.46, whose decay is below
  /// e^-86, counts as 4.46: what is so small changes nothing, but its gradient would overflow.
  var logFading: Tensor { -atMost(4.46).exp() }
}

/// One writing of the recurrence, from an initial state (nil is zero) to the final one. Gradients
/// pass through both.
public typealias WKV6 = (_ x: WKV6Inputs, _ initial: Tensor?) -> (y: Tensor, state: Tensor)

/// The recurrence in our kernel; decay, bonus and state are fp32.
public func fusedWKV6(_ x: WKV6Inputs, _ initial: Tensor?) -> (y: Tensor, state: Tensor) {
  Tensor.wkv6(
    r: x.r, w: x.w.cast(to: .float32), k: x.k, v: x.v, u: x.u.cast(to: .float32),
    initial: initial)
}

/// The recurrence as the paper writes it, one token after the other, in libtorch's operations: the
/// reference.
public func plainWKV6(_ x: WKV6Inputs, _ initial: Tensor?) -> (y: Tensor, state: Tensor) {
  let (B, T, H, N) = (x.r.shape[0], x.r.shape[1], x.r.shape[2], x.r.shape[3])
  let decay = x.w.logFading.exp()
  func row(_ x: Tensor, _ t: Int) -> Tensor {
    x.narrowed(dimension: 1, from: t, count: 1).reshaped([B, H, 1, N])
  }
  func column(_ x: Tensor, _ t: Int) -> Tensor {
    x.narrowed(dimension: 1, from: t, count: 1).reshaped([B, H, N, 1])
  }
  let u = x.u.reshaped([1, H, 1, N])
  var S =
    initial?.cast(to: x.r.elementType)
    ?? Tensor.zeros([B, H, N, N], x.r.elementType).moved(to: x.r.device)
  var y: [Tensor] = []
  for t in 0..<T {
    let (k, v, r) = (row(x.k, t), column(x.v, t), column(x.r, t))
    y.append((S + v.matmul(k * u)).matmul(r).reshaped([B, H, N]))
    S = S * row(decay, t) + v.matmul(k)
  }
  return (Tensor.stack(y, dimension: 1), S)
}
