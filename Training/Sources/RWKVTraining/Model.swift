// A model over all tokens of a batch at once.

import Torch

/// RWKV-5.2, 6 or 7 (Peng et al. 2024, 2025) over (B,T) tokens at once; only the recurrence runs
/// along T.
///
/// B batch, T tokens, C width, H heads, N head size, V vocabulary. Names are the official ones.
public struct Model {
  public let configuration: Configuration
  public let parameters: Parameters
  /// What the matrix products, and all between them, are computed in.
  public let precision: ElementType
  public let kernels: Kernels
  /// Whether our kernels compute what is around the recurrence, too: they do on the CPU.
  var fusesAll: Bool
  /// Lengths of the pieces that the one row of tokens holds, where each begins without a past; nil
  /// when every row is one piece.
  var pieces: [Int]?
  /// Which outputs of the blocks' halves are dropped.
  public var dropout: Dropout?

  /// What the model is computed with between its matrix products.
  public enum Kernels: String, Sendable, CaseIterable {
    /// The formulas in libtorch's operations; the recurrence token by token. The reference.
    case plain
    /// Our kernels; on NVIDIA cards the recurrence alone, the rest in libtorch's operations.
    case fused
    /// The formulas in libtorch's operations; the recurrence by matrix products over chunks. Runs
    /// on any device of libtorch's.
    case chunked
  }

  /// - Precondition: The fused kernels compute in fp32 or bf16.
  public init(
    _ configuration: Configuration, _ parameters: Parameters, precision: ElementType = .bfloat16,
    kernels: Kernels = .fused
  ) {
    precondition(kernels != .fused || precision != .float64, "fused kernels in \(precision)")
    self.configuration = configuration
    self.parameters = parameters
    self.precision = precision
    self.kernels = kernels
    fusesAll = kernels == .fused && parameters.device == .cpu
  }

  /// A parameter in the precision of the computation.
  func weight(_ name: String) -> Tensor {
    let tensor = parameters[name]
    return tensor.elementType == precision ? tensor : tensor.cast(to: precision)
  }

  /// The residual stream stays in fp32, or wider.
  var residual: ElementType { precision == .float64 ? .float64 : .float32 }

  /// Of the residual stream, in `type`.
  func layerNorm(_ x: Tensor, _ name: String, as type: ElementType) -> Tensor {
    let (weight, bias) = (parameters["\(name).weight"], parameters["\(name).bias"])
    guard !fusesAll else { return x.layerNorm(weight, bias, epsilon: 1e-5, as: type) }
    return x.layerNorm(weight.cast(to: residual), bias.cast(to: residual), epsilon: 1e-5)
      .cast(to: type)
  }

  /// tokens (B,T) -> hidden (B,T,C), normalised, ready for the head.
  public func hidden(_ tokens: Tensor) -> Tensor {
    var x = embedded(tokens)
    var firstValue: Tensor?
    for layer in 0..<configuration.layerCount { x = block(x, layer, &firstValue) }
    return normalized(x)
  }

  /// tokens (B,T), or rows of tokens (B,T,K) -> x (B,T,C), what the first block reads. A row is the
  /// sum of its tokens.
  func embedded(_ tokens: Tensor) -> Tensor {
    let table = parameters["emb.weight"]
    let columns =
      configuration.columnSizes.isEmpty
      ? [tokens]
      : configuration.columnSizes.indices.map {
        tokens.narrowed(dimension: 2, from: $0, count: 1).reshaped(Array(tokens.shape[..<2]))
      }
    let parts = columns.map { table.embedding($0).cast(to: residual) }
    let embedded = parts.dropFirst().reduce(parts[0], +)
    return layerNorm(embedded, "blocks.0.ln0", as: residual)
  }

  /// x (B,T,C) through one block. `firstValue` is layer 0's value, which it sets.
  func block(_ x: Tensor, _ layer: Int, _ firstValue: inout Tensor?) -> Tensor {
    let block = "blocks.\(layer)"
    let mixed = timeMixing(layerNorm(x, "\(block).ln1", as: precision), layer, &firstValue)
    let x = x + dropped(mixed, place: 2 * layer)
    let y = channelMixing(layerNorm(x, "\(block).ln2", as: precision), layer)
    return x + dropped(y, place: 2 * layer + 1)
  }

  /// What the last block gave, ready for the head.
  func normalized(_ x: Tensor) -> Tensor { layerNorm(x, "ln_out", as: precision) }

  /// hidden (...,C) -> logits (...,V), at least fp32.
  public func logits(_ hidden: Tensor) -> Tensor { head.logits(hidden) }

  var head: Head {
    var head = Head(weight: parameters["head.weight"], precision: precision)
    if !configuration.columnSizes.isEmpty {
      head.rows = RowMixing(
        columnSizes: configuration.columnSizes, key: weight("row.key.weight"),
        value: weight("row.value.weight"), before: weight("row.before.weight"))
    }
    return head
  }

  /// x (B,T,C) -> (B,T,C)
  private func timeMixing(_ x: Tensor, _ layer: Int, _ firstValue: inout Tensor?) -> Tensor {
    switch configuration.generation {
    case .five: timeMixing5(x, layer)
    case .six: timeMixing6(x, layer)
    case .seven: timeMixing7(x, layer, &firstValue)
    }
  }

  /// x (B,T,C) -> (B,T,C)
  private func channelMixing(_ x: Tensor, _ layer: Int) -> Tensor {
    let ffn = "blocks.\(layer).ffn."
    let mixed =
      switch configuration.generation {
      case .five: tokenShift(x, ["k", "r"].map { complement(ffn + "time_mix_" + $0) })
      case .six: tokenShift(x, ["k", "r"].map { parameters[ffn + "time_maa_" + $0] })
      case .seven: tokenShift(x, [parameters[ffn + "x_k"]])
      }
    let k = mixed[0].linear(weight(ffn + "key.weight"))  // (B,T,F)
    let activated = fusesAll ? k.reluSquared() : k.relu().squared()
    let v = activated.linear(weight(ffn + "value.weight"))
    guard configuration.generation != .seven else { return v }
    return mixed[1].linear(weight(ffn + "receptance.weight")).sigmoid() * v
  }

  /// One minus a parameter: RWKV-5 keeps the share of the current token.
  func complement(_ name: String) -> Tensor { -parameters[name] + 1 }

  /// (B,T,C) -> (B,T,H,N)
  func heads(_ x: Tensor) -> Tensor {
    x.reshaped([x.shape[0], x.shape[1], configuration.headCount, configuration.headSize])
  }

  /// x + (previous - x) mix, for each mix.
  func tokenShift(_ x: Tensor, _ mixes: [Tensor]) -> [Tensor] {
    guard !fusesAll else { return eachPiece([x]) { $0[0].tokenShift(mixes) } }
    let dx = previous(x) - x
    return mixes.map { x + dx * $0.cast(to: precision) }
  }

  /// For each token of (B,T,C) the one before it; zeros where a piece begins.
  func previous(_ x: Tensor) -> Tensor { eachPiece([x]) { [$0[0].shifted()] }[0] }
}
