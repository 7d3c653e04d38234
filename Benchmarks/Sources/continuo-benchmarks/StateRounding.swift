// What a model expects of real music when it goes on from rounded states, beside exact ones.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import Checkpoint
import Evaluation
import Foundation
import MidiTok
import RWKV
import Rendering
import Tokens

/// Ways to round a state, and how much worse a model gets by them.
enum StateRounding: String, CaseIterable {
  case none = "exact"
  case bfloat16 = "bf16"
  case float16 = "fp16, a scale for each head"
  case again = "bf16, again after every 64 tokens"

  /// Tokens before the first rounding and after it, at most.
  private static let lengths = (before: 1024, after: 512)

  /// Bits for each note of what comes after the rounding, over all pieces.
  static func table(_ pieces: [[Token]], _ model: Model, _ tokenizer: Tokenizer) -> Table {
    var table = Table(
      "Going on from rounded states, \(pieces.count) pieces",
      columns: ["state", "bits/note", "worse by", "in the worst piece", "notes"])
    var exact: [Double] = []
    for rounding in allCases {
      var (bits, notes) = ([Double](), 0)
      for piece in pieces {
        let cut = min(piece.count / 2, lengths.before)
        let rest = Array(piece[cut..<min(piece.count, cut + lengths.after)])
        let count = rest.count { tokenizer.kind(of: $0) == .pitch }
        guard cut > 0, count > 0 else { continue }
        notes += count
        bits.append(
          rounding.bits(Array(piece[..<cut]).map { Int($0.id) }, rest.map { Int($0.id) }, model))
      }
      if rounding == .none { exact = bits }
      let worse = zip(bits, exact).map { ($0 - $1) / $1 }
      let total = bits.reduce(0, +) / Double(notes)
      table.add(
        .text(rounding.rawValue), .number(total, digits: 5),
        .number(total - exact.reduce(0, +) / Double(notes), digits: 5),
        .text(String(format: "%+.4f %%", 100 * (worse.max() ?? 0))), .count(notes))
      report(rounding.rawValue)
    }
    return table
  }

  private func bits(_ before: [Int], _ after: [Int], _ model: Model) -> Double {
    var state = model.makeState()
    var logits = model.prefill(before, state: &state)
    let block = self == .again ? 64 : after.count
    var bits = 0.0
    for start in stride(from: 0, to: after.count, by: block) {
      if let rounded = try? model.makeState(rounded(state.values, model.configuration)) {
        state = rounded
      }
      let tokens = Array(after[start..<min(start + block, after.count)])
      let V = logits.count
      let all = logits + model.prefillAllLogits(tokens, state: &state)
      for (index, token) in tokens.enumerated() {
        bits += surprise(of: token, all[index * V..<(index + 1) * V])
      }
      logits = Array(all.suffix(V))
    }
    return bits
  }

  private func rounded(_ values: [Float], _ sizes: Configuration) -> [Float] {
    switch self {
    case .none: return values
    case .bfloat16, .again: return values.map { float(bfloat16Bits: bfloat16Bits($0)) }
    case .float16:
      let (C, N) = (sizes.width, sizes.headSize)
      let parts = [C, C] + [Int](repeating: N * N, count: sizes.headCount)
      var result: [Float] = []
      while result.count < values.count {
        for part in parts {
          let range = values[result.count..<result.count + part]
          let scale = range.reduce(Float.leastNormalMagnitude) { max($0, abs($1)) }
          result += range.map { float16($0 / scale) * scale }
        }
      }
      return result
    }
  }

  /// The nearest binary16 to a number of at most one.
  private func float16(_ value: Float) -> Float {
    guard value != 0 else { return 0 }
    let step = Float(sign: .plus, exponent: max(Int(value.exponent), -14) - 10, significand: 1)
    return (value / step).rounded(.toNearestOrEven) * step
  }
}
