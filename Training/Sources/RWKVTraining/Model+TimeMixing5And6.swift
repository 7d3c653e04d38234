// Time mixing of RWKV-5.2 and 6: the matrix products around the recurrence.

// The letters are the papers'.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import Torch

extension Model {
  /// RWKV-5.2, "Eagle": decay and token shift are the same for all tokens. x (B,T,C) -> (B,T,C).
  func timeMixing5(_ x: Tensor, _ layer: Int) -> Tensor {
    let att = "blocks.\(layer).att."
    let mixed = tokenShift(x, ["r", "k", "v", "g"].map { complement(att + "time_mix_" + $0) })
    let shape = heads(x).shape
    let w =
      parameters[att + "time_decay"].cast(to: residual)
      .reshaped([1, 1, shape[2], shape[3]]) + Tensor.zeros(shape, residual).moved(to: x.device)
    return memory(w: w, r: mixed[0], k: mixed[1], v: mixed[2], g: mixed[3], att)
  }

  /// RWKV-6, "Finch": both depend on the token. x (B,T,C) -> (B,T,C).
  func timeMixing6(_ x: Tensor, _ layer: Int) -> Tensor {
    let att = "blocks.\(layer).att."
    let mixed = inputs6(x, att)
    return memory(
      w: heads(rawDecay6(mixed[0], att)), r: mixed[3], k: mixed[1], v: mixed[2], g: mixed[4], att)
  }

  /// x (B,T,C) -> what decay, key, value, receptance and gate are made from, each (B,T,C).
  func inputs6(_ x: Tensor, _ att: String) -> [Tensor] {
    let (B, T, C, M) = (x.shape[0], x.shape[1], x.shape[2], configuration.mixRank)
    let inner = tokenShift(x, [parameters[att + "time_maa_x"]])[0]
    let z = inner.matmul(weight(att + "time_maa_w1")).tanh()  // (B,T,5M)
    let mixes = z.reshaped([B * T, 5, M]).permuted([1, 0, 2])
      .matmul(weight(att + "time_maa_w2"))  // (5,B T,C)
    let dx = previous(x) - x
    return ["w", "k", "v", "r", "g"].enumerated().map { index, letter in
      let m = mixes.narrowed(dimension: 0, from: index, count: 1).reshaped([B, T, C])
      return x + dx * (m + weight(att + "time_maa_" + letter))
    }
  }

  /// xw (B,T,C) -> the logarithm of minus the logarithm of the decay, (B,T,C), at least fp32.
  func rawDecay6(_ xw: Tensor, _ att: String) -> Tensor {
    let step = xw.matmul(weight(att + "time_decay_w1")).tanh()
      .matmul(weight(att + "time_decay_w2"))
    return step.cast(to: residual) + parameters[att + "time_decay"].cast(to: residual)
  }

  /// What both have in common: r, k, v, g (B,T,C) before their matrices, the raw decay w (B,T,H,N).
  private func memory(
    w: Tensor, r: Tensor, k: Tensor, v: Tensor, g: Tensor, _ att: String
  ) -> Tensor {
    func product(_ x: Tensor, _ name: String) -> Tensor { x.linear(weight(att + name + ".weight")) }
    let inputs = [
      heads(product(r, "receptance")), w, heads(product(k, "key")), heads(product(v, "value")),
    ]
    let u = parameters[att + "time_faaaa"].cast(to: residual)
    let recurrence: WKV6 =
      switch kernels {
      case .plain: { plainWKV6($0.cast(to: residual), $1) }
      case .fused: fusedWKV6
      case .chunked: chunkedWKV6
      }
    let memories = eachPiece(inputs) {
      [recurrence(WKV6Inputs(r: $0[0], w: $0[1], k: $0[2], v: $0[3], u: u), nil).y]
    }
    let y = memories[0].cast(to: precision).reshaped([-1, configuration.width])
      .groupNorm(
        groups: configuration.headCount, weight(att + "ln_x.weight"), weight(att + "ln_x.bias"),
        epsilon: Model.normEpsilon)
    let gate = product(g, "gate")
    return product(y.reshaped(r.shape) * (gate * gate.sigmoid()), "output")
  }
}

extension WKV6Inputs {
  fileprivate func cast(to type: ElementType) -> WKV6Inputs {
    WKV6Inputs(
      r: r.cast(to: type), w: w.cast(to: type), k: k.cast(to: type), v: v.cast(to: type),
      u: u.cast(to: type))
  }
}
