// Measures what a model expects of music it does not know, in each precision.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import ArgumentParser
import Checkpoint
import Completion
import Evaluation
import Foundation
import MidiTok
import Music
import RWKV
import Rendering
import Tokens

struct QualityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quality",
    abstract: "Measures in each precision how well a model expects music that it does not know.")

  @OptionGroup var music: HiddenMusicOptions

  @Option(help: "How many files to go through, at most.")
  var files = Int.max

  @Option(help: "How many tokens of each file to read, at most.")
  var tokens = 2048

  func run() throws {
    let scores = try music.scores().prefix(files)
    try print(table(music.one.url(), Array(scores)), asJSON: music.json)
  }

  private func table(_ url: URL, _ scores: [Score]) throws -> Table {
    let file = try SafeTensors(checkpoint: url)
    let tokenizer = try Tokenizer(of: try Model(file))
    let pieces = scores.map { score in
      Array(tokenizer.encode(score).dropLast().prefix(tokens + 1))
    }
    let notes = pieces.joined().count { tokenizer.kind(of: $0) == .pitch }
    var table = Table(
      "\(url.lastPathComponent), \(pieces.count) pieces, \(notes) notes",
      columns: ["weights", "multiplied with", "MB", "bits/note", "worse by", "in the worst piece"])
    var exact: [Double] = []
    for rounding in Self.roundings {
      report(rounding.weights)
      let model = try Model(file, precision: rounding.precision)
      let bits = pieces.map { self.bits($0.map { Int($0.id) }, model) }
      if exact.isEmpty { exact = bits }
      let (sum, best) = (bits.reduce(0, +), exact.reduce(0, +))
      let worst = zip(bits, exact).map { ($0 - $1) / $1 }.max() ?? 0
      table.add(
        .text(rounding.weights), .text(rounding.columns),
        .number(Double(model.parameterBytes) * 1e-6, digits: 1),
        .number(sum / Double(notes), digits: 5),
        .text(String(format: "%+.4f %%", 100 * (sum / best - 1))),
        .text(String(format: "%+.4f %%", 100 * worst)))
    }
    return table
  }

  /// Ways to round matrices, and what they are multiplied with; the first is exact.
  private static let roundings: [(weights: String, columns: String, precision: Model.Precision)] = [
    ("as stored", "fp32", .float32), ("bf16", "bf16", .bfloat16), ("int8", "int8", .int8),
    ("int4", "int8", .int4),
  ]

  /// Of all tokens but the first.
  private func bits(_ tokens: [Int], _ model: Model) -> Double {
    var state = model.makeState()
    let V = model.configuration.vocabularySize
    let logits = model.prefillAllLogits(tokens.dropLast(), state: &state)
    return tokens.dropFirst().enumerated().reduce(0.0) { bits, next in
      bits + surprise(of: next.element, logits[next.offset * V..<(next.offset + 1) * V])
    }
  }
}
