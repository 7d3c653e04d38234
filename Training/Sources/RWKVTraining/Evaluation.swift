// The loss on pieces that were not trained on.

import Corpus
import Foundation
import MidiTok
import Tokens
import Torch

/// The loss on pieces that were not trained on.
public struct Evaluation: Hashable, Sendable, Codable {
  /// Nats of all predicted tokens together.
  public var nats: Double
  /// Those that were predicted, or rows of them.
  public var tokens: Int
  public var notes: Int

  public init(nats: Double, tokens: Int, notes: Int) {
    (self.nats, self.tokens, self.notes) = (nats, tokens, notes)
  }

  public var natsPerToken: Double { nats / Double(tokens) }
  public var bitsPerNote: Double { nats / log(2) / Double(notes) }
}

extension Model {
  /// Predicts the tokens, or rows, of the examples that are to be predicted.
  ///
  /// - Parameter progress: Called after each batch with the share that is done; what it throws ends
  ///   the evaluation.
  public func evaluate(
    _ examples: [Example], tokenizer: Tokenizer, batch: Int,
    progress: (Double) throws -> Void = { _ in }
  ) rethrows -> Evaluation {
    var result = Evaluation(nats: 0, tokens: 0, notes: 0)
    // Examples of like length together, so that little is padded.
    let width = tokenizer.rowWidth
    let examples = examples.filter { $0.tokens.count > $0.start * width }
      .sorted { $0.tokens.count > $1.tokens.count }
    for start in stride(from: 0, to: examples.count, by: batch) {
      let some = Array(examples[start..<min(start + batch, examples.count)])
      let batch = Batch(
        some, padding: tokenizer.paddingToken, device: parameters.device,
        columnSizes: configuration.columnSizes)
      result.nats += withoutGradients {
        head.nats(predicting(hidden(batch.inputs), batch), targets: batch.targets).scalar
      }
      result.tokens += batch.targetCount
      for example in some {
        result.notes += example.tokens[(example.start * width)...].count {
          tokenizer.kind(of: $0) == .pitch
        }
      }
      try progress(Double(start + some.count) / Double(examples.count))
    }
    return result
  }
}
