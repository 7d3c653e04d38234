// What a model expects of music, in bits.

import Corpus
import Foundation
import RWKV
import Tokens

/// What a model expects of music, in bits, and how much music that was.
public struct Expectation: Codable, Sendable {
  public let task: String
  public let model: String
  public let bits: Double
  public let notes: Int
  public let bars: Int
  /// Of the bars, by their metres.
  public let quarters: Double

  public var bitsPerNote: Double { bits / Double(notes) }
  public var bitsPerBar: Double { bits / Double(bars) }
  /// At 120 quarters a minute: tokens have no tempo.
  public var bitsPerSecond: Double { bits / quarters * 2 }

  /// - Parameter examples: What `bits` are for, each from its start on.
  public init(task: String, model: String, bits: Double, _ examples: [Example], _ cells: Cells) {
    (self.task, self.model, self.bits) = (task, model, bits)
    let tokenizer = Tokenizer.cells(cells)
    let predicted = examples.lazy.flatMap { $0.tokens[$0.start...] }
    notes = predicted.count { tokenizer.kind(of: $0) == .pitch }
    bars = predicted.count { tokenizer.isBar($0) }
    quarters = predicted.filter { tokenizer.kind(of: $0) == .timeSignature }.reduce(0) {
      sum, token in
      let numbers = cells.vocabulary[Int(token.id)].split { $0 == "_" || $0 == "/" }
        .compactMap { Double($0) }
      return numbers.count == 2 ? sum + 4 * numbers[0] / numbers[1] : sum
    }
  }
}

extension Model {
  /// Bits that the model needs for what is predicted of the examples, no token forbidden.
  ///
  /// - Parameter progress: Called with the share that is done.
  public func bits(_ examples: [Example], progress: (Double) -> Void = { _ in }) -> Double {
    var nats = 0.0
    for (number, example) in examples.enumerated() {
      progress(Double(number) / Double(examples.count))
      let ids = example.tokens.map { Int($0.id) }
      var state = makeState()
      // The token before the first that is predicted gives its logits.
      if example.start > 1 { _ = prefill(Array(ids[..<(example.start - 1)]), state: &state) }
      let logits = prefillAllLogits(
        Array(ids[(example.start - 1)..<(ids.count - 1)]), state: &state)
      let size = configuration.vocabularySize
      for (row, id) in ids[example.start...].enumerated() {
        let row = logits[row * size..<(row + 1) * size]
        let greatest = Double(row.max() ?? 0)
        let total = row.reduce(0.0) { $0 + exp(Double($1) - greatest) }
        nats += greatest + log(total) - Double(row[row.startIndex + id])
      }
    }
    return nats / log(2)
  }
}

extension Place {
  /// The hole as a model is asked to fill it, and what the composer wrote.
  public func example(_ cells: Cells) -> Example {
    let cut = cells.cut(tokens, hole)
    return Example(tokens: cut.prompt + cut.filling, start: cut.prompt.count)
  }
}
