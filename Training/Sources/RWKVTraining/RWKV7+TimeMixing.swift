// Time mixing of RWKV-7: what the recurrence gets and what becomes of its output.

import Torch

extension RWKV7 {
  /// x (B,T,C) -> (B,T,C). `firstValue` is layer 0's value, which later layers mix in.
  func timeMixing(_ x: Tensor, _ layer: Int, _ firstValue: inout Tensor?) -> Tensor {
    let att = "blocks.\(layer).att."
    let mixed = lerps(x, ["x_r", "x_w", "x_k", "x_v", "x_a", "x_g"].map { att + $0 })
    let (xr, xw, xk, xv, xa, xg) = (mixed[0], mixed[1], mixed[2], mixed[3], mixed[4], mixed[5])

    let r = xr.linear(weight(att + "receptance.weight"))
    let w = weight(att + "w0") + lowRank(xw, att + "w") { $0.tanh() }  // raw decay
    let k0 = xk.linear(weight(att + "key.weight"))
    var v = xv.linear(weight(att + "value.weight"))
    if let first = firstValue {
      v = v + (first - v) * (weight(att + "v0") + lowRank(xv, att + "v")).sigmoid()
    } else {
      firstValue = v
    }
    let a = (weight(att + "a0") + lowRank(xa, att + "a")).sigmoid()
    let g = lowRank(xg, att + "g") { $0.sigmoid() }

    let kk = heads(k0 * weight(att + "k_k")).normalizedLast(epsilon: 1e-12)
    let k = k0 * ((a + -1) * weight(att + "k_a") + 1)

    let (rh, kh, vh) = (heads(r), heads(k), heads(v))  // (B,T,H,N)
    let y = wkv(r: rh, w: heads(w), k: kh, v: vh, a: -kk, b: kk * heads(a))
    let bonus = (rh * kh * weight(att + "r_k")).sumLast() * vh
    let gated = (groupNorm(y, att + "ln_x") + bonus).reshaped(x.shape) * g
    return gated.linear(weight(att + "output.weight"))
  }

  /// x (B,T,C) through C -> rank -> C.
  private func lowRank(
    _ x: Tensor, _ name: String, _ activation: (Tensor) -> Tensor = { $0 }
  ) -> Tensor {
    activation(x.matmul(weight(name + "1"))).matmul(weight(name + "2"))
  }

  /// (B,T,C) -> (B,T,H,N)
  private func heads(_ x: Tensor) -> Tensor {
    x.reshaped([x.shape[0], x.shape[1], configuration.headCount, configuration.headSize])
  }

  /// y (B,T,H,N), each head of each token normalised by itself.
  private func groupNorm(_ y: Tensor, _ name: String) -> Tensor {
    y.reshaped([y.shape[0] * y.shape[1], configuration.width])
      .groupNorm(
        groups: configuration.headCount, weight(name + ".weight"), weight(name + ".bias"),
        epsilon: 64e-5
      )
      .reshaped(y.shape)
  }

  private func wkv(r: Tensor, w: Tensor, k: Tensor, v: Tensor, a: Tensor, b: Tensor) -> Tensor {
    switch kernels {
    case .plain: plainWKV7(r: r, w: w, k: k, v: v, a: a, b: b)
    case .fused: Tensor.wkv7(r: r, w: w, k: k, v: v, a: a, b: b)
    }
  }
}
