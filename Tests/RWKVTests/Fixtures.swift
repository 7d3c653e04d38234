// Random models and the places of the recorded ones.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import Checkpoint
import Foundation
import Random
import TestSupport

@testable import RWKV

extension SplitMix64 {
  mutating func uniform(_ count: Int, _ range: ClosedRange<Float>) -> [Float] {
    (0..<count).map { _ in Float.random(in: range, using: &self) }
  }
}

/// The sizes of a random model.
struct Sizes {
  var generation = Generation.seven
  var layers = 3
  var heads = 2
  var headSize = 16
  var vocabulary = 37
  var ranks = (w: 8, a: 6, v: 5, g: 12)

  var width: Int { heads * headSize }

  /// The official width: a multiple of 32 below 3.5 C before RWKV-7, 4 C since.
  var hiddenWidth: Int { generation == .seven ? 4 * width : width * 7 / 2 / 32 * 32 }
}

/// The tensors of a random model in the official names and shapes, every one far from its neutral
/// value.
func randomTensors(
  _ sizes: Sizes = Sizes(), seed: UInt64 = 1, as type: ElementType = .float32
) -> [NamedTensor] {
  var random = SplitMix64(seed: seed)
  var tensors: [NamedTensor] = []
  let (C, V) = (sizes.width, sizes.vocabulary)
  func add(_ name: String, _ shape: [Int], _ range: ClosedRange<Float>) {
    let values = random.uniform(shape.reduce(1, *), range)
    tensors.append(NamedTensor(name: name, shape: shape, floats: values, as: type))
  }
  func norm(_ name: String) {
    add("\(name).weight", [C], 0.5...1.5)
    add("\(name).bias", [C], -0.2...0.2)
  }
  func linear(_ name: String, _ outputs: Int, _ inputs: Int) {
    let bound = Float(3 / Double(inputs)).squareRoot()
    add(name, [outputs, inputs], -bound...bound)
  }
  add("emb.weight", [V, C], -1...1)
  norm("blocks.0.ln0")
  for layer in 0..<sizes.layers {
    let block = "blocks.\(layer)"
    for name in ["ln1", "ln2", "att.ln_x"] { norm("\(block).\(name)") }
    for name in ["receptance", "key", "value", "output"] {
      linear("\(block).att.\(name).weight", C, C)
    }
    linear("\(block).ffn.key.weight", sizes.hiddenWidth, C)
    linear("\(block).ffn.value.weight", C, sizes.hiddenWidth)
    switch sizes.generation {
    case .five:
      for letter in "rkvg" { add("\(block).att.time_mix_\(letter)", [1, 1, C], 0...1) }
      add("\(block).att.time_decay", [sizes.heads, sizes.headSize], -6...1)
    case .six:
      let (M, D) = (sizes.ranks.a, sizes.ranks.w)
      for letter in "xwkvrg" { add("\(block).att.time_maa_\(letter)", [1, 1, C], 0...1) }
      add("\(block).att.time_maa_w1", [C, 5 * M], -0.3...0.3)
      add("\(block).att.time_maa_w2", [5, M, C], -0.5...0.5)
      add("\(block).att.time_decay", [1, 1, C], -6...1)
      add("\(block).att.time_decay_w1", [C, D], -0.3...0.3)
      add("\(block).att.time_decay_w2", [D, C], -0.5...0.5)
    case .seven:
      for letter in "rwkvag" { add("\(block).att.x_\(letter)", [1, 1, C], 0...1) }
      let ranks = [
        ("w", sizes.ranks.w), ("a", sizes.ranks.a), ("v", sizes.ranks.v), ("g", sizes.ranks.g),
      ]
      for (letter, rank) in ranks {
        if letter != "g" {
          add("\(block).att.\(letter)0", [1, 1, C], letter == "w" ? -6...3 : -1...1)
        }
        add("\(block).att.\(letter)1", [C, rank], -0.3...0.3)
        add("\(block).att.\(letter)2", [rank, C], -0.5...0.5)
      }
      add("\(block).att.k_k", [1, 1, C], 0.5...1.2)
      add("\(block).att.k_a", [1, 1, C], 0.5...1.5)
      add("\(block).att.r_k", [sizes.heads, sizes.headSize], -0.5...0.5)
      add("\(block).ffn.x_k", [1, 1, C], 0...1)
    }
    if sizes.generation != .seven {
      add("\(block).att.time_faaaa", [sizes.heads, sizes.headSize], -1...1)
      linear("\(block).att.gate.weight", C, C)
      linear("\(block).ffn.receptance.weight", C, C)
      let mix = sizes.generation == .five ? "mix" : "maa"
      for letter in "kr" { add("\(block).ffn.time_\(mix)_\(letter)", [1, 1, C], 0...1) }
    }
  }
  norm("ln_out")
  linear("head.weight", V, C)
  return tensors
}

/// The model that these tensors give.
func model(
  _ tensors: [NamedTensor], metadata: [String: String] = ["steps": "12"],
  precision: Model.Precision = .asStored, threads: Int = 1
) throws -> Model {
  try inTemporaryFolder { folder in
    let url = folder.appendingPathComponent("model.safetensors")
    try SafeTensors.write(tensors, metadata: metadata, to: url)
    return try Model(SafeTensors(contentsOf: url), precision: precision, threads: threads)
  }
}

func randomTokens(_ count: Int, of vocabulary: Int, seed: UInt64 = 7) -> [Int] {
  var random = SplitMix64(seed: seed)
  return (0..<count).map { _ in Int.random(in: 0..<vocabulary, using: &random) }
}

/// The bits of all numbers, so that equal means equal.
func bits(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }

/// The largest absolute difference, in standard deviations of `expected`.
func difference(_ found: [Float], _ expected: [Float]) -> Double {
  precondition(found.count == expected.count && !found.isEmpty)
  let mean = expected.reduce(0.0) { $0 + Double($1) } / Double(expected.count)
  let variance = expected.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
  let deviation = (variance / Double(expected.count)).squareRoot()
  let largest = zip(found, expected).reduce(0.0) { largest, pair in
    let distance = abs(Double(pair.0) - Double(pair.1))
    return distance.isNaN ? .infinity : max(largest, distance)
  }
  return largest / deviation
}
