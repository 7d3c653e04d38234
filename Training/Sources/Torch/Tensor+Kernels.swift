// Our kernels as operations on tensors, each with its gradient.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import CTorch

extension Tensor {
  /// The recurrence of RWKV-7 over (B,T,H,N), in one kernel with its gradient (see `ct_wkv7`).
  ///
  /// - Parameter initial: The state before the first token, (B,H,N,N); nil is zero.
  public static func wkv7(
    r: Tensor, w: Tensor, k: Tensor, v: Tensor, a: Tensor, b: Tensor, initial: Tensor?
  ) -> (y: Tensor, state: Tensor) {
    var (y, state) = (CTTensor(), CTTensor())
    expectSuccess(
      ct_wkv7(
        &y, &state, r.handle, w.handle, k.handle, v.handle, a.handle, b.handle,
        initial?.handle ?? CTTensor(pointer: nil)))
    return (Tensor(y), Tensor(state))
  }

  /// The recurrence of RWKV-5.2 and 6 over (B,T,H,N), in one kernel with its gradient (see
  /// `ct_wkv6`).
  ///
  /// - Parameters:
  ///   - w: The raw decay, fp32.
  ///   - u: (H,N), fp32.
  ///   - initial: The state before the first token, (B,H,N,N); nil is zero.
  public static func wkv6(
    r: Tensor, w: Tensor, k: Tensor, v: Tensor, u: Tensor, initial: Tensor?
  ) -> (y: Tensor, state: Tensor) {
    var (y, state) = (CTTensor(), CTTensor())
    expectSuccess(
      ct_wkv6(
        &y, &state, r.handle, w.handle, k.handle, v.handle, u.handle,
        initial?.handle ?? CTTensor(pointer: nil)))
    return (Tensor(y), Tensor(state))
  }

  /// What the recurrence gets, all (B,T,C): see `ct_wkv7_prepare`.
  ///
  /// - Parameter residual: The first layer's value, the gate to it and its bias; nil in that layer.
  public static func wkv7Prepare(
    key: Tensor, learningRate: Tensor, value: Tensor,
    residual: (firstValue: Tensor, gate: Tensor, v0: Tensor)?, a0: Tensor, k_k: Tensor,
    k_a: Tensor, heads: Int
  ) -> (k: Tensor, v: Tensor, a: Tensor, b: Tensor) {
    let none = CTTensor(pointer: nil)
    let sources = CTWKV7Sources(
      key: key.handle, learning_rate: learningRate.handle, value: value.handle,
      first_value: residual?.firstValue.handle ?? none, gate: residual?.gate.handle ?? none)
    let vectors = CTWKV7Vectors(
      a0: a0.handle, v0: residual?.v0.handle ?? none, k_k: k_k.handle, k_a: k_a.handle)
    var out = CTWKV7Operands()
    expectSuccess(ct_wkv7_prepare(&out, sources, vectors, Int64(heads)))
    return (Tensor(out.k), Tensor(out.v), Tensor(out.a), Tensor(out.b))
  }

  /// (group norm of y + bonus) g, all (B,T,C): see `ct_wkv7_finish`.
  public static func wkv7Finish(
    y: Tensor, r: Tensor, k: Tensor, v: Tensor, g: Tensor, weight: Tensor, bias: Tensor,
    r_k: Tensor, epsilon: Double
  ) -> Tensor {
    Tensor {
      ct_wkv7_finish(
        $0, y.handle, r.handle, k.handle, v.handle, g.handle, weight.handle, bias.handle,
        r_k.handle, epsilon)
    }
  }

  /// (B,T,C) -> x + (previous - x) mix, for each mix.
  public func tokenShift(_ mixes: [Tensor]) -> [Tensor] {
    var out = [CTTensor](repeating: CTTensor(), count: mixes.count)
    expectSuccess(ct_token_shift(&out, handle, mixes.map(\.handle), mixes.count))
    return out.map(Tensor.init)
  }

  /// Of fp32, in fp32 or bf16.
  public func layerNorm(
    _ weight: Tensor, _ bias: Tensor, epsilon: Double, as type: ElementType
  ) -> Tensor {
    Tensor {
      ct_layer_norm_fused($0, handle, weight.handle, bias.handle, epsilon, type.code)
    }
  }

  /// max(x, 0)^2
  public func reluSquared() -> Tensor { Tensor { ct_relu_squared($0, handle) } }
}
