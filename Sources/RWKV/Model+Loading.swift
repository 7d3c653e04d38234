// Builds a model from the tensors of a checkpoint in the official names and shapes.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import Checkpoint
import Foundation

extension Model {
  /// In which numbers the matrices are kept.
  public enum Precision: Hashable, Sendable {
    /// bfloat16 where the file has it, float elsewhere.
    case asStored
    case bfloat16
    case float32
  }

  /// - Parameter threads: How many threads a call may use; the results do not depend on it.
  /// - Throws: When the tensors are not those of an RWKV-7 model or do not fit each other.
  public init(
    _ file: SafeTensors, precision: Precision = .asStored,
    threads: Int = ProcessInfo.processInfo.activeProcessorCount
  ) throws(ModelError) {
    var reader = try TensorReader(file, precision: precision)
    let configuration = try reader.configuration()
    let (V, C) = (configuration.vocabularySize, configuration.width)

    let embedding = try reader.vector("emb.weight", count: V * C)
    let ln0 = try reader.norm("blocks.0.ln0", C)
    var layers: [Layer] = []
    for index in 0..<configuration.layerCount {
      layers.append(try reader.layer(index, configuration))
    }
    let ln_out = try reader.norm("ln_out", C)
    let head = try reader.matrix("head.weight", outputs: V, inputs: C)
    try reader.checkNothingIsLeft()

    self.configuration = configuration
    self.metadata = file.metadata
    self.threads = max(1, threads)
    self.parameterBytes = reader.byteCount - 4 * V * C + 4 * C
    self.embedding = normalized(embedding, ln0)
    self.layers = layers
    self.ln_out = ln_out
    self.head = head
  }
}

/// ln0 reads nothing but the embedding, so its result can take the embedding's place.
private func normalized(_ embedding: [Float], _ norm: Norm) -> [Float] {
  let x = Columns(embedding.count / norm.weight.count, norm.weight.count)
  x.pointer.update(from: embedding, count: embedding.count)
  return Kernels.best.layerNorm(x, norm).values
}

extension TensorReader {
  fileprivate mutating func configuration() throws(ModelError) -> Configuration {
    let embedding = try shape("emb.weight", rank: 2)
    let r_k = try shape("blocks.0.att.r_k", rank: 2)
    let hidden = try shape("blocks.0.ffn.key.weight", rank: 2)
    // A layer has at least one tensor, so a larger number than there are tensors names no layer.
    let layers = names.compactMap { name -> Int? in
      let parts = name.split(separator: ".")
      return parts.first == "blocks" && parts.count > 1 ? Int(parts[1]) : nil
    }.filter { $0 < names.count }
    let (V, C, N) = (embedding[0], embedding[1], r_k[1])
    guard V > 0, N > 0, N % 16 == 0, r_k[0] * N == C else {
      throw .shape(
        tensor: "blocks.0.att.r_k", expected: "[H, N] with H N = \(C) and N a multiple of 16",
        found: r_k, file: url)
    }
    return Configuration(
      vocabularySize: V, layerCount: (layers.max() ?? 0) + 1, width: C, headSize: N,
      hiddenWidth: hidden[0])
  }

  fileprivate mutating func layer(
    _ index: Int, _ sizes: Configuration
  ) throws(ModelError) -> Layer {
    let (block, C, F) = ("blocks.\(index)", sizes.width, sizes.hiddenWidth)
    if index == 0 { ignore(["v0", "v1", "v2"].map { "blocks.0.att.\($0)" }) }
    return Layer(
      ln1: try norm("\(block).ln1", C),
      timeMixing: try timeMixing("\(block).att", isFirst: index == 0, sizes),
      ln2: try norm("\(block).ln2", C),
      channelMixing: ChannelMixing(
        x_k: try vector("\(block).ffn.x_k", count: C),
        key: try matrix("\(block).ffn.key.weight", outputs: F, inputs: C),
        value: try matrix("\(block).ffn.value.weight", outputs: C, inputs: F)))
  }

  private mutating func timeMixing(
    _ att: String, isFirst: Bool, _ sizes: Configuration
  ) throws(ModelError) -> TimeMixing {
    let C = sizes.width
    // In the order in which a step reads them.
    let receptance = try matrix("\(att).receptance.weight", outputs: C, inputs: C)
    let key = try matrix("\(att).key.weight", outputs: C, inputs: C)
    let value = try matrix("\(att).value.weight", outputs: C, inputs: C)
    let valueMix = isFirst ? nil : try lowRank("\(att).v", C)
    let decay = try lowRank("\(att).w", C)
    let learningRate = try lowRank("\(att).a", C)
    let gate = try thin("\(att).g", C)
    let output = try matrix("\(att).output.weight", outputs: C, inputs: C)
    return TimeMixing(
      x_r: try vector("\(att).x_r", count: C), x_w: try vector("\(att).x_w", count: C),
      x_k: try vector("\(att).x_k", count: C), x_v: try vector("\(att).x_v", count: C),
      x_a: try vector("\(att).x_a", count: C), x_g: try vector("\(att).x_g", count: C),
      receptance: receptance, key: key, value: value, output: output, decay: decay,
      learningRate: learningRate, valueMix: valueMix, gate: gate,
      k_k: try vector("\(att).k_k", count: C), k_a: try vector("\(att).k_a", count: C),
      r_k: try vector("\(att).r_k", count: C),
      ln_x: try norm("\(att).ln_x", C),
      headSize: sizes.headSize)
  }

  private mutating func lowRank(
    _ name: String, _ C: Int
  ) throws(ModelError) -> TimeMixing.LowRank {
    let bias = try vector("\(name)0", count: C)
    let (down, up) = try thin(name, C)
    return TimeMixing.LowRank(bias: bias, down: down, up: up)
  }

  /// Two thin matrices, which the file has as (C,D) and (D,C): transposed.
  private mutating func thin(_ name: String, _ C: Int) throws(ModelError) -> (Matrix, Matrix) {
    let rank = try shape("\(name)1", rank: 2)[1]
    return (
      try matrix("\(name)1", outputs: rank, inputs: C, isTransposed: true),
      try matrix("\(name)2", outputs: C, inputs: rank, isTransposed: true)
    )
  }
}
