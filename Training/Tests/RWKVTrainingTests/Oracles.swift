// Where the golden files stand, and how far two lists of numbers are apart.

import Checkpoint
import Foundation
import RWKVTraining
import Testing
import Torch

/// Golden files of other implementations, beside the project; tests that need them are skipped
/// where they are absent.
let oracles = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()
  .appendingPathComponent("shared/oracles/rwkv")

let hasOracles = FileManager.default.fileExists(
  atPath: oracles.appendingPathComponent("rand7.safetensors").path)

func oracle(_ name: String) throws -> SafeTensors {
  try SafeTensors(contentsOf: oracles.appendingPathComponent(name))
}

/// The largest difference over the largest size of the second.
func relativeError(_ a: [Double], _ b: [Double]) -> Double {
  precondition(a.count == b.count, "\(a.count) numbers beside \(b.count)")
  let size = b.map(abs).max() ?? 0
  let difference = zip(a, b).map { abs($0 - $1) }.max() ?? 0
  return difference.isNaN ? .infinity : difference / max(size, 1e-30)
}

/// Outcome by outcome, within a relative error of `limit`.
func expectAgreement(
  _ found: [(name: String, values: [Double])], _ wanted: [(name: String, values: [Double])],
  limit: Double, except: Set<String> = [], _ comment: Comment? = nil
) {
  for (found, wanted) in zip(found, wanted) where !except.contains(found.name) {
    #expect(relativeError(found.values, wanted.values) < limit, "\(found.name) \(comment ?? "")")
  }
}

/// A small model with every parameter drawn at random, so that every term of the formulas counts.
func randomModel(
  _ generation: Generation = .seven, layers: Int = 2, width: Int = 128, vocabulary: Int = 61,
  seed: UInt64 = 7
) -> (Configuration, Parameters) {
  let configuration = Configuration(
    generation, vocabularySize: vocabulary, layerCount: layers, width: width)
  Backend.seed(seed)
  let parameters = Parameters(configuration) { name, shape in
    let tensor = Tensor.zeros(shape)
    let span: ClosedRange<Double> =
      switch true {
      case name.hasSuffix("w0"), name.hasSuffix("time_decay"): -6...2
      case name.hasSuffix("ln_x.weight"), name.contains("ln") && name.hasSuffix("weight"): 0.5...1.5
      case name.contains(".x_"), name.hasSuffix("k_k"), name.hasSuffix("k_a"): 0.1...1
      case name.contains(".time_mi"), name.contains(".time_ma") && shape.count { $0 > 1 } == 1:
        0.1...1
      case name == "emb.weight": -1...1
      default: -0.15...0.15
      }
    withoutGradients { tensor.fillUniform(span) }
    return tensor
  }
  return (configuration, parameters)
}

/// Numbers in 0..<limit without a pattern worth learning.
func arbitraryTokens(_ count: Int, below limit: Int) -> [Int] {
  (0..<count).map { (i: Int) -> Int in (i * i * 7 + 3 * i + 1) % limit }
}
