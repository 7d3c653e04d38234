// The ways to round a model's matrices whose harm is measured.

import Checkpoint
import Foundation
import RWKV

/// A way to round a model's matrices and what they are multiplied with.
struct Rounding {
  let weights: String
  let columns: String
  let precision: Model.Precision
  /// Weights of a row that share a scale, and how many values a weight has on each side of zero, where the engine does
  /// not have this format: then the weights are rounded before it sees them.
  var simulated: (group: Int, largest: Float)?

  /// The first is exact.
  static let all = [
    Rounding(weights: "as stored", columns: "fp32", precision: .float32),
    Rounding(weights: "bf16", columns: "bf16", precision: .bfloat16),
    Rounding(weights: "int8", columns: "int8", precision: .int8),
    Rounding(
      weights: "int8, a scale for 32", columns: "fp32", precision: .float32, simulated: (32, 127)),
    Rounding(
      weights: "int4, a scale for 32", columns: "fp32", precision: .float32, simulated: (32, 7)),
    Rounding(
      weights: "int4, a scale for 16", columns: "fp32", precision: .float32, simulated: (16, 7)),
  ]

  func model(_ file: SafeTensors, _ folder: URL) throws -> Model {
    guard let simulated else { return try Model(file, precision: precision) }
    let url = folder.appending(path: "\(UUID().uuidString).safetensors")
    let tensors = try file.names.map { name in
      let (floats, shape) = (try file.floats(name), try file.shape(of: name))
      let isLarge = Rounding.isLarge(name)
      return NamedTensor(
        name: name, shape: shape,
        floats: isLarge ? rounded(floats, simulated.group, simulated.largest) : floats)
    }
    try SafeTensors.write(tensors, metadata: file.metadata, to: url)
    return try Model(SafeTensors(contentsOf: url), precision: precision)
  }

  /// What a step reads; nothing is known of formats that the engine does not have.
  func megabytes(_ model: Model) -> Double? {
    simulated == nil ? Double(model.parameterBytes) * 1e-6 : nil
  }

  /// Whether the engine has this tensor in eight bits, if any.
  private static func isLarge(_ name: String) -> Bool {
    let parts = [
      "att.receptance", "att.key", "att.value", "att.output", "ffn.key", "ffn.value",
    ]
    return parts.contains { name.hasSuffix("\($0).weight") }
  }

  private func rounded(_ values: [Float], _ group: Int, _ largest: Float) -> [Float] {
    var result = values
    for start in stride(from: 0, to: values.count, by: group) {
      let range = start..<min(start + group, values.count)
      let scale = values[range].reduce(0) { max($0, abs($1)) } / largest
      guard scale > 0 else { continue }
      for index in range { result[index] = (values[index] / scale).rounded() * scale }
    }
    return result
  }
}
