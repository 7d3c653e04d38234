// Checkpoints with random weights, for speeds that depend on sizes alone.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import ArgumentParser
import Checkpoint
import Foundation
import Tokens

/// Sizes of models that this project trains.
enum ModelShape: String, CaseIterable, ExpressibleByArgument {
  case first, base, wide, large, huge

  var layers: Int {
    switch self {
    case .first: 9
    case .base, .wide, .large: 12
    case .huge: 24
    }
  }

  var width: Int {
    switch self {
    case .first: 256
    case .base: 384
    case .wide: 512
    case .large: 768
    case .huge: 1152
    }
  }
}

/// Writes a checkpoint in the official names and shapes, with the tokenizer of this project's
/// models.
func writeRandomModel(layers: Int, width: Int, to url: URL) throws {
  let vocabularySize = Cells().vocabulary.count
  var tensors = RandomTensors(width: width)
  tensors.addModel(layers: layers, vocabularySize: vocabularySize)
  try SafeTensors.write(
    tensors.tensors, metadata: ["tokenizer": TokenizerConfiguration.cells.tokenizerJSON], to: url
  )
}

/// Tensors that are written one after the other, the same ones each time.
private struct RandomTensors {
  private(set) var tensors: [NamedTensor] = []
  private let C: Int
  private let N = 64
  private var generator = LinearGenerator()

  init(width: Int) { C = width }

  mutating func addModel(layers: Int, vocabularySize V: Int) {
    add("emb.weight", [V, C], -1...1)
    addNorm("blocks.0.ln0")
    for layer in 0..<layers { addLayer("blocks.\(layer)", isFirst: layer == 0) }
    addNorm("ln_out")
    addLinear("head.weight", V, C)
  }

  private mutating func addLayer(_ block: String, isFirst: Bool) {
    for name in ["ln1", "ln2", "att.ln_x"] { addNorm("\(block).\(name)") }
    let att = "\(block).att"
    for letter in "rwkvag" { add("\(att).x_\(letter)", [1, 1, C], 0...1) }
    for name in ["receptance", "key", "value", "output"] {
      addLinear("\(att).\(name).weight", C, C)
    }
    addLowRank("\(att).w", rank(2.5), bias: -6...3)
    addLowRank("\(att).a", rank(2.5), bias: -1...1)
    if !isFirst { addLowRank("\(att).v", rank(1.7), bias: -1...1) }
    addLowRank("\(att).g", rank(5), bias: nil)
    for name in ["k_k", "k_a"] { add("\(att).\(name)", [1, 1, C], 0.5...1.2) }
    add("\(att).r_k", [C / N, N], -0.5...0.5)
    add("\(block).ffn.x_k", [1, 1, C], 0...1)
    addLinear("\(block).ffn.key.weight", 4 * C, C)
    addLinear("\(block).ffn.value.weight", C, 4 * C)
  }

  /// The official rank of a low-rank map for this width.
  private func rank(_ factor: Double) -> Int {
    max(32, Int((factor * Double(C).squareRoot() / 32).rounded(.toNearestOrEven)) * 32)
  }

  private mutating func addLowRank(_ name: String, _ D: Int, bias: ClosedRange<Float>?) {
    if let bias { add("\(name)0", [1, 1, C], bias) }
    add("\(name)1", [C, D], bound(C))
    add("\(name)2", [D, C], bound(D))
  }

  private mutating func addLinear(_ name: String, _ outputs: Int, _ inputs: Int) {
    add(name, [outputs, inputs], bound(inputs))
  }

  private mutating func addNorm(_ name: String) {
    add("\(name).weight", [C], 0.5...1.5)
    add("\(name).bias", [C], -0.2...0.2)
  }

  /// With weights in this range, outputs are as large as inputs.
  private func bound(_ inputs: Int) -> ClosedRange<Float> {
    let bound = (3 / Float(inputs)).squareRoot()
    return -bound...bound
  }

  private mutating func add(_ name: String, _ shape: [Int], _ range: ClosedRange<Float>) {
    let width = range.upperBound - range.lowerBound
    let values = (0..<shape.reduce(1, *)).map { _ in
      range.lowerBound + width * generator.nextUnit()
    }
    tensors.append(NamedTensor(name: name, shape: shape, floats: values, as: .bfloat16))
  }
}

/// Random enough for weights, and fast.
private struct LinearGenerator {
  private var state: UInt64 = 1

  /// In 0..<1.
  mutating func nextUnit() -> Float {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Float(state >> 40) * 0x1p-24
  }
}
