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
    let predicted = examples.lazy.flatMap { $0.tokens[$0.start...] }
    notes = predicted.count(where: cells.isPitch)
    bars = predicted.count(where: cells.isBar)
    quarters = predicted.reduce(0) { sum, token in
      guard case .metre(let numerator, let denominator) = cells.symbol(of: token) else {
        return sum
      }
      return sum + 4 * Double(numerator) / Double(denominator)
    }
  }
}

extension HeldOutHole {
  /// The hole as a model is asked to fill it, and what the composer wrote.
  public func example(_ cells: Cells) -> Example {
    Example(CellPiece(known: tokens, cells).cut(hole, cells))
  }
}
