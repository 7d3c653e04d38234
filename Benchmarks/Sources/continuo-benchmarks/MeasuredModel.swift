// A model whose speed is measured, with its weights in several number formats.

import ArgumentParser
import Checkpoint
import Foundation
import RWKV

/// In which numbers the matrices are kept.
enum Weights: String, CaseIterable, ExpressibleByArgument {
  case int4, int8, bf16, fp32

  var precision: Model.Precision {
    switch self {
    case .int4: .int4
    case .int8: .int8
    case .bf16: .bfloat16
    case .fp32: .float32
    }
  }

  /// The format of rwkv.cpp that has as many bits.
  var peerFormat: String {
    switch self {
    case .int4: "Q4_0"
    case .int8: "Q8_0"
    case .bf16: "FP16"
    case .fp32: "FP32"
    }
  }
}

/// A model whose speed is measured, with its weights in several number formats.
struct MeasuredModel {
  let name: String
  let url: URL
  /// Whether it was trained, so that what it writes is music.
  let isTrained: Bool
  /// Without the embedding, of which a token reads one row.
  let parameterCount: Int
  /// The formats that are measured.
  let weights: [Weights]
  private let configuration: Configuration
  private let models: [Weights: Model]

  init(_ url: URL, name: String, _ weights: [Weights], isTrained: Bool) throws {
    self.url = url
    self.name = name
    self.isTrained = isTrained
    let file = try SafeTensors(contentsOf: url)
    parameterCount = try file.names.filter { $0 != "emb.weight" }
      .reduce(0) { $0 + (try file.shape(of: $1).reduce(1, *)) }
    var models: [Weights: Model] = [:]
    self.weights = weights
    for weights in weights {
      models[weights] = try Model(file, precision: weights.precision, threads: 1)
    }
    self.models = models
    guard let first = models[weights[0]] else { preconditionFailure("no model was loaded") }
    configuration = first.configuration
  }

  subscript(_ weights: Weights, threads threads: Int) -> Model {
    guard var model = models[weights] else { preconditionFailure("all are loaded at once") }
    model.threads = threads
    return model
  }

  var title: String {
    let millions = String(format: "%.1f", Double(parameterCount) * 1e-6)
    return "\(name): \(configuration.layerCount) layers of \(configuration.width), "
      + "vocabulary of \(configuration.vocabularySize), \(millions) million parameters"
  }

  /// A multiplication and an addition for each weight.
  var operationsPerToken: Double { 2 * Double(parameterCount) }

  /// Tokens that come from all over the vocabulary, the same ones each time.
  func tokens(_ count: Int) -> [Int] {
    (0..<count).map { ($0 * 7919 + 13) % configuration.vocabularySize }
  }
}
