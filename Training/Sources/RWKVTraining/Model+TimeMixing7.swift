// Time mixing of RWKV-7: the matrix products around the recurrence.

import Torch

extension Model {
  /// x (B,T,C) -> (B,T,C). `firstValue` is layer 0's value, which later layers mix in.
  func timeMixing7(_ x: Tensor, _ layer: Int, _ firstValue: inout Tensor?) -> Tensor {
    let att = "blocks.\(layer).att."
    let mixed = tokenShift(
      x, ["x_r", "x_w", "x_k", "x_v", "x_a", "x_g"].map { parameters[att + $0] })
    let (xr, xw, xk, xv, xa, xg) = (mixed[0], mixed[1], mixed[2], mixed[3], mixed[4], mixed[5])

    let r = xr.linear(weight(att + "receptance.weight"))
    let w = rawDecay7(xw, att)
    let g = lowRank(xg, att + "g") { $0.sigmoid() }
    let value = xv.linear(weight(att + "value.weight"))
    let sources = Sources(
      key: xk.linear(weight(att + "key.weight")), learningRate: lowRank(xa, att + "a"),
      value: value, residual: firstValue.map { ($0, lowRank(xv, att + "v")) })
    firstValue = firstValue ?? value

    let (k, v, a, b) = fusesAll ? fusedPrepare(sources, att) : plainPrepare(sources, att)
    let y = wkv(r: r, w: w, k: k, v: v, a: a, b: b)
    let gated =
      fusesAll
      ? fusedFinish(y, r: r, k: k, v: v, g: g, att) : plainFinish(y, r: r, k: k, v: v, g: g, att)
    return gated.linear(weight(att + "output.weight"))
  }

  /// xw (B,T,C) -> the decay before it is bounded, (B,T,C).
  func rawDecay7(_ xw: Tensor, _ att: String) -> Tensor {
    weight(att + "w0") + lowRank(xw, att + "w") { $0.tanh() }
  }

  /// What the matrices give of one token: key, in-context learning rate before its bias and
  /// sigmoid, value; the first layer's value, with the gate to it before its bias and sigmoid.
  struct Sources {
    let key, learningRate, value: Tensor
    let residual: (firstValue: Tensor, gate: Tensor)?
  }

  typealias Operands = (k: Tensor, v: Tensor, a: Tensor, b: Tensor)

  private func fusedPrepare(_ x: Sources, _ att: String) -> Operands {
    Tensor.wkv7Prepare(
      key: x.key, learningRate: x.learningRate, value: x.value,
      residual: x.residual.map { ($0.firstValue, $0.gate, parameters[att + "v0"]) },
      a0: parameters[att + "a0"], k_k: parameters[att + "k_k"], k_a: parameters[att + "k_a"],
      heads: configuration.headCount)
  }

  private func plainPrepare(_ x: Sources, _ att: String) -> Operands {
    let a = (weight(att + "a0") + x.learningRate).sigmoid()
    let kk = heads(x.key * weight(att + "k_k")).normalizedLast(epsilon: 1e-12)
      .reshaped(x.key.shape)
    let k = x.key * ((a + -1) * weight(att + "k_a") + 1)
    guard let (first, gate) = x.residual else { return (k, x.value, -kk, kk * a) }
    let v = x.value + (first - x.value) * (weight(att + "v0") + gate).sigmoid()
    return (k, v, -kk, kk * a)
  }

  /// All (B,T,C).
  private func wkv(r: Tensor, w: Tensor, k: Tensor, v: Tensor, a: Tensor, b: Tensor) -> Tensor {
    let recurrence: WKV7 =
      switch kernels {
      case .plain: plainWKV7
      case .fused: fusedWKV7
      case .chunked: chunkedWKV7
      }
    let y = eachPiece([r, w, k, v, a, b].map(heads)) {
      [recurrence(WKV7Inputs(r: $0[0], w: $0[1], k: $0[2], v: $0[3], a: $0[4], b: $0[5]), nil).y]
    }
    return y[0].reshaped(r.shape)
  }

  static var normEpsilon: Double { 64e-5 }

  private func fusedFinish(
    _ y: Tensor, r: Tensor, k: Tensor, v: Tensor, g: Tensor, _ att: String
  ) -> Tensor {
    Tensor.wkv7Finish(
      y: y, r: r, k: k, v: v, g: g, weight: parameters[att + "ln_x.weight"],
      bias: parameters[att + "ln_x.bias"], r_k: parameters[att + "r_k"],
      epsilon: Self.normEpsilon)
  }

  private func plainFinish(
    _ y: Tensor, r: Tensor, k: Tensor, v: Tensor, g: Tensor, _ att: String
  ) -> Tensor {
    let normed = y.reshaped([-1, configuration.width])
      .groupNorm(
        groups: configuration.headCount, weight(att + "ln_x.weight"), weight(att + "ln_x.bias"),
        epsilon: Self.normEpsilon)
    let bonus = (heads(r) * heads(k) * weight(att + "r_k")).sumLast() * heads(v)
    return (normed.reshaped(y.shape) + bonus.reshaped(y.shape)) * g
  }

  /// x (B,T,C) through C -> rank -> C.
  private func lowRank(
    _ x: Tensor, _ name: String, _ activation: (Tensor) -> Tensor = { $0 }
  ) -> Tensor {
    activation(x.matmul(weight(name + "1"))).matmul(weight(name + "2"))
  }
}
