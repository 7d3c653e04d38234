// A model whose speed is measured, with its weights in both number formats.

import Checkpoint
import Foundation
import RWKV

/// In which numbers the matrices are kept.
enum Weights: String, CaseIterable {
  case bf16, fp32

  var precision: Model.Precision { self == .bf16 ? .bfloat16 : .float32 }

  /// The format of rwkv.cpp that has as many bits.
  var peerFormat: String { self == .bf16 ? "FP16" : "FP32" }
}

/// A model whose speed is measured, with its weights in both number formats.
struct MeasuredModel {
  let name: String
  let url: URL
  /// Whether it was trained, so that what it writes is music.
  let isTrained: Bool
  /// Without the embedding, of which a token reads one row.
  let parameterCount: Int
  private let models: [Weights: Model]

  init(_ url: URL, name: String, isTrained: Bool) throws {
    self.url = url
    self.name = name
    self.isTrained = isTrained
    let file = try SafeTensors(contentsOf: url)
    parameterCount = try file.names.filter { $0 != "emb.weight" }
      .reduce(0) { $0 + (try file.shape(of: $1).reduce(1, *)) }
    var models: [Weights: Model] = [:]
    for weights in Weights.allCases {
      models[weights] = try Model(file, precision: weights.precision, threads: 1)
    }
    self.models = models
  }

  subscript(_ weights: Weights, threads threads: Int) -> Model {
    guard var model = models[weights] else { preconditionFailure("all are loaded at once") }
    model.threads = threads
    return model
  }

  var title: String {
    let sizes = self[.fp32, threads: 1].configuration
    let millions = String(format: "%.1f", Double(parameterCount) * 1e-6)
    return "\(name): \(sizes.layerCount) layers of \(sizes.width), "
      + "vocabulary of \(sizes.vocabularySize), \(millions) million parameters"
  }

  /// A multiplication and an addition for each weight.
  var operationsPerToken: Double { 2 * Double(parameterCount) }

  /// Tokens that come from all over the vocabulary, the same ones each time.
  func tokens(_ count: Int) -> [Int] {
    let size = self[.fp32, threads: 1].configuration.vocabularySize
    return (0..<count).map { ($0 * 7919 + 13) % size }
  }
}
