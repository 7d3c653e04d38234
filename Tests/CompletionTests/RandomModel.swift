// A small RWKV-7 with random weights, written to a checkpoint as the trainer writes one.

import Checkpoint
import Foundation
import MidiTok
import RWKV
import Random
import Tokens

@testable import Completion

/// A small RWKV-7 with random weights: what it plays is noise, but it plays it always alike.
enum RandomModel {
  static let model: Model = make(seed: 1)
  static let cells = Cells()

  static func make(
    seed: UInt64, tokenizer: Tokenizer? = .cells(cells), size: Int? = nil,
    metadata: [String: String] = [:], change: (inout [NamedTensor]) -> Void = { _ in }
  ) -> Model {
    let url = FileManager.default.temporaryDirectory
      .appending(path: "\(UUID().uuidString).safetensors")
    defer { try? FileManager.default.removeItem(at: url) }
    do {
      var tensors = tensors(seed: seed, vocabulary: size ?? cells.vocabulary.count)
      change(&tensors)
      var metadata = metadata
      metadata["tokenizer"] = tokenizer?.configuration.tokenizerJSON
      try SafeTensors.write(tensors, metadata: metadata, to: url)
      return try Model(SafeTensors(contentsOf: url), threads: 2)
    } catch { preconditionFailure("\(error)") }
  }

  /// A model that gives one token a far higher logit than all others, or a lower one, whatever
  /// stands before; some may have far lower ones, the others have equal ones.
  static func insisting(
    on name: String, by weight: Float = 1, against others: [String] = []
  ) -> Model {
    let favourite = cells.vocabulary.firstIndex(of: name)!
    let unwanted = others.map { cells.vocabulary.firstIndex(of: $0)! }
    return make(seed: 1) { tensors in
      for (index, tensor) in tensors.enumerated() {
        let count = tensor.shape.reduce(1, *)
        var floats = [Float](repeating: 0, count: count)
        switch tensor.name {
        case "ln_out.weight": break
        case "ln_out.bias": floats = floats.map { _ in 1 }
        case "head.weight":
          let width = tensor.shape[1]
          for place in favourite * width..<(favourite + 1) * width { floats[place] = weight }
          for row in unwanted {
            for place in row * width..<(row + 1) * width { floats[place] = -weight }
          }
        default: continue
        }
        tensors[index] = NamedTensor(name: tensor.name, shape: tensor.shape, floats: floats)
      }
    }
  }

  private static func tensors(seed: UInt64, vocabulary: Int) -> [NamedTensor] {
    let (width, head, rank) = (32, 16, 8)
    var generator = SplitMix64(seed: seed)
    var tensors: [NamedTensor] = []
    func add(_ name: String, _ shape: [Int], around centre: Float = 0, _ spread: Float) {
      let floats = (0..<shape.reduce(1, *)).map { _ in
        centre + spread * Float(2 * generator.nextUnit() - 1)
      }
      tensors.append(NamedTensor(name: name, shape: shape, floats: floats))
    }
    func addNorm(_ name: String) {
      add("\(name).weight", [width], around: 1, 0.2)
      add("\(name).bias", [width], 0.2)
    }
    add("emb.weight", [vocabulary, width], 1)
    for layer in 0..<2 {
      let (att, ffn) = ("blocks.\(layer).att", "blocks.\(layer).ffn")
      for name in layer == 0 ? ["ln0", "ln1", "ln2"] : ["ln1", "ln2"] {
        addNorm("blocks.\(layer).\(name)")
      }
      for name in ["x_r", "x_w", "x_k", "x_v", "x_a", "x_g", "k_k", "k_a"] {
        add("\(att).\(name)", [1, 1, width], around: 0.5, 0.5)
      }
      for name in layer == 0 ? ["w", "a"] : ["w", "a", "v"] {
        add("\(att).\(name)0", [1, 1, width], 1)
      }
      for name in layer == 0 ? ["w", "a", "g"] : ["w", "a", "v", "g"] {
        add("\(att).\(name)1", [width, rank], 0.3)
        add("\(att).\(name)2", [rank, width], 0.3)
      }
      add("\(att).r_k", [width / head, head], 0.3)
      for name in ["receptance", "key", "value", "output"] {
        add("\(att).\(name).weight", [width, width], 0.3)
      }
      addNorm("\(att).ln_x")
      add("\(ffn).x_k", [1, 1, width], around: 0.5, 0.5)
      add("\(ffn).key.weight", [4 * width, width], 0.3)
      add("\(ffn).value.weight", [width, 4 * width], 0.2)
    }
    addNorm("ln_out")
    add("head.weight", [vocabulary, width], 1)
    return tensors
  }
}
