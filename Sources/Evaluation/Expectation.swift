// What a model expects of music, in bits.

import Corpus
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

extension HeldOutHole {
  /// The hole as a model is asked to fill it, and what the composer wrote.
  public func example(_ cells: Cells) -> Example {
    let cut = cells.cut(tokens, hole)
    return Example(tokens: cut.prompt + cut.filling, start: cut.prompt.count)
  }
}
