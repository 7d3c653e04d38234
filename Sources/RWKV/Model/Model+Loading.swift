// Builds a model from the tensors of a checkpoint in the official names and shapes.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import Checkpoint
import Foundation

extension Model {
  /// In which numbers the matrices are kept, and what they are multiplied with.
  public enum Precision: String, Hashable, Sendable {
    /// bfloat16 where the file has it, float elsewhere.
    case asStored
    case float32
    /// Both factors of each product are rounded to bfloat16, as in training; sums are floats.
    case bfloat16
    /// The large matrices have eight bits for each weight and a scale for each row; what they are
    /// multiplied with is rounded to eight bits too, with a scale for each group of inputs. The
    /// others as in `bfloat16`.
    case int8
    /// The same large matrices have four bits for each weight and a scale for each 32 of a row;
    /// what they are multiplied with is rounded to eight bits with a scale for each 32 inputs.
    case int4
  }

  /// - Parameter threads: How many threads a call may use; the results do not depend on it.
  /// - Throws: When the tensors are not those of a model of a known generation or do not fit each
  ///   other.
  public init(
    _ file: SafeTensors, precision: Precision = .asStored,
    threads: Int = ProcessInfo.processInfo.activeProcessorCount
  ) throws(ModelError) {
    var reader = try TensorReader(file, precision: precision, threads: max(1, threads))
    let configuration = try reader.configuration()
    let (V, C) = (configuration.vocabularySize, configuration.width)

    let embedding = try reader.numbers("emb.weight", count: V * C)
    let ln0 = try reader.norm("blocks.0.ln0", C)
    let normalizedEmbedding = reader.keep(normalized(embedding, ln0))
    var layers: [Layer] = []
    for index in 0..<configuration.layerCount {
      layers.append(try reader.layer(index, configuration))
    }
    let ln_out = try reader.norm("ln_out", C)
    let head = try reader.matrix("head.weight", outputs: V, inputs: C)
    try reader.checkNothingIsLeft()

    self.configuration = configuration
    self.metadata = file.metadata
    self.fingerprint = file.fingerprint
    self.precision = precision
    self.threads = max(1, threads)
    self.parameterBytes = reader.byteCount - 4 * V * C + 4 * C
    self.embedding = normalizedEmbedding
    self.layers = layers
    self.ln_out = ln_out
    self.head = head
  }
}

/// ln0 reads nothing but the embedding, so its result can take the embedding's place.
private func normalized(_ embedding: [Float], _ norm: Norm) -> [Float] {
  let C = norm.weight.count
  var result = embedding
  result.withUnsafeMutableBufferPointer { result in
    embedding.withUnsafeBufferPointer { embedding in
      for start in stride(from: 0, to: embedding.count, by: C) {
        Kernels.best.table.layer_norm(
          result.baseAddress! + start, embedding.baseAddress! + start, norm.weight.pointer,
          norm.bias.pointer,
          1e-5, C)
      }
    }
  }
  return result
}

extension TensorReader {
  fileprivate mutating func configuration() throws(ModelError) -> Configuration {
    let generation = try generation()
    let embedding = try shape("emb.weight", rank: 2)
    let heads = generation == .seven ? "blocks.0.att.r_k" : "blocks.0.att.time_faaaa"
    let headShape = try shape(heads, rank: 2)
    let hidden = try shape("blocks.0.ffn.key.weight", rank: 2)
    // A layer has at least one tensor, so a larger number than there are tensors names no layer.
    let (names, count) = (names, names.count)
    let layers = names.compactMap { name -> Int? in
      let parts = name.split(separator: ".")
      return parts.first == "blocks" && parts.count > 1 ? Int(parts[1]) : nil
    }.filter { $0 < count }
    let (V, C, N) = (embedding[0], embedding[1], headShape[1])
    guard V > 0, N > 0, N % 16 == 0, headShape[0] * N == C else {
      throw .shape(
        tensor: heads, expected: "[H, N] with H N = \(C) and N a multiple of 16",
        found: headShape, file: url)
    }
    return Configuration(
      generation: generation, vocabularySize: V, layerCount: (layers.max() ?? 0) + 1, width: C,
      headSize: N, hiddenWidth: hidden[0])
  }

  fileprivate mutating func layer(
    _ index: Int, _ sizes: Configuration
  ) throws(ModelError) -> Layer {
    let (block, C) = ("blocks.\(index)", sizes.width)
    return Layer(
      ln1: try norm("\(block).ln1", C),
      timeMixing: try timeMixing("\(block).att", isFirst: index == 0, sizes),
      ln2: try norm("\(block).ln2", C),
      channelMixing: try ChannelMixing(&self, "\(block).ffn", sizes))
  }

  private mutating func timeMixing(
    _ att: String, isFirst: Bool, _ sizes: Configuration
  ) throws(ModelError) -> TimeMixing {
    switch sizes.generation {
    case .five: .five(try TimeMixing5(&self, att, sizes))
    case .six: .six(try TimeMixing6(&self, att, sizes))
    case .seven: .seven(try TimeMixing7(&self, att, isFirst: isFirst, sizes))
    }
  }
}
