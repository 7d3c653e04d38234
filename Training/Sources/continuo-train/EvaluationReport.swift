// What an evaluation found, as JSON.

import Foundation
import RWKVTraining

/// What an evaluation found.
struct EvaluationReport: Encodable {
  struct Numbers: Encodable {
    let natsPerToken, bitsPerNote: Double
    let tokens, notes: Int

    init(_ result: Evaluation) {
      (natsPerToken, bitsPerNote) = (result.natsPerToken, result.bitsPerNote)
      (tokens, notes) = (result.tokens, result.notes)
    }
  }

  struct Hole: Encodable {
    /// Such as "4 bars, both sides".
    let task: String
    let examples: Int
    let bitsPerBar: Double
    let numbers: Numbers
  }

  let checkpointStep: Int
  let split: String
  let everyToken: Numbers
  var holes: [Hole] = []

  var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      encoder.keyEncodingStrategy = .convertToSnakeCase
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }
}
