// RWKV-7 over all tokens of a batch at once.

import Torch

/// RWKV-7 (Peng et al. 2025) over (B,T) tokens at once; only the recurrence runs along T.
///
/// B batch, T tokens, C width, H heads, N head size, V vocabulary. Names are the official ones.
public struct RWKV7 {
  public let configuration: Configuration
  public let parameters: Parameters
  /// What the matrix products, and all between them, are computed in.
  public let precision: ElementType
  public let kernels: Kernels

  /// The formula in libtorch's operations, or our kernels.
  public enum Kernels: String, Sendable, CaseIterable { case plain, fused }

  public init(
    _ configuration: Configuration, _ parameters: Parameters, precision: ElementType = .bfloat16,
    kernels: Kernels = .fused
  ) {
    self.configuration = configuration
    self.parameters = parameters
    self.precision = precision
    self.kernels = kernels
  }

  /// A parameter in the precision of the computation.
  func weight(_ name: String) -> Tensor {
    let tensor = parameters[name]
    return tensor.elementType == precision ? tensor : tensor.cast(to: precision)
  }

  /// The residual stream stays in fp32, or wider.
  var residual: ElementType { precision == .float64 ? .float64 : .float32 }

  func layerNorm(_ x: Tensor, _ name: String, epsilon: Double = 1e-5) -> Tensor {
    if residual == .float64 {
      return x.layerNorm(weight("\(name).weight"), weight("\(name).bias"), epsilon: epsilon)
    }
    return x.layerNorm(
      parameters["\(name).weight"], parameters["\(name).bias"], epsilon: epsilon)
  }

  /// tokens (B,T) -> hidden (B,T,C), normalised, ready for the head.
  public func hidden(_ tokens: Tensor) -> Tensor {
    var x = parameters["emb.weight"].embedding(tokens)  // (B,T,C)
    if residual == .float64 { x = x.cast(to: .float64) }
    x = layerNorm(x, "blocks.0.ln0")
    var firstValue: Tensor?
    for layer in 0..<configuration.layerCount {
      let block = "blocks.\(layer)"
      let attended = layerNorm(x, "\(block).ln1").cast(to: precision)
      x = x + timeMixing(attended, layer, &firstValue)
      x = x + channelMixing(layerNorm(x, "\(block).ln2").cast(to: precision), layer)
    }
    return layerNorm(x, "ln_out").cast(to: precision)
  }

  /// hidden (...,C) -> logits (...,V), at least fp32.
  public func logits(_ hidden: Tensor) -> Tensor {
    hidden.linear(weight("head.weight")).cast(to: residual)
  }

  /// x (B,T,C) -> (B,T,C)
  func channelMixing(_ x: Tensor, _ layer: Int) -> Tensor {
    let ffn = "blocks.\(layer).ffn."
    let xk = lerps(x, [ffn + "x_k"])[0]
    let k = xk.linear(weight(ffn + "key.weight"))  // (B,T,4C)
    return k.relu().squared().linear(weight(ffn + "value.weight"))
  }

  /// x + (the token before - x) * mix, for each mix.
  func lerps(_ x: Tensor, _ mixes: [String]) -> [Tensor] {
    let dx = x.shifted() - x
    return mixes.map { x + dx * weight($0) }
  }
}
