// The loss on pieces that were not trained on.

import Corpus
import Foundation
import Tokens
import Torch

/// The loss on pieces that were not trained on.
public struct Evaluation: Hashable, Sendable, Codable {
  /// Nats of all predicted tokens together.
  public var nats: Double
  public var tokens: Int
  public var notes: Int

  public var natsPerToken: Double { nats / Double(tokens) }
  public var bitsPerNote: Double { nats / log(2) / Double(notes) }
}

extension RWKV7 {
  /// Predicts every token of the windows once.
  ///
  /// - Parameter progress: Called after each batch with the share that is done.
  public func evaluate(
    _ windows: [[Token]], tokenizer: REMI, batch: Int, progress: (Double) -> Void = { _ in }
  ) -> Evaluation {
    var result = Evaluation(nats: 0, tokens: 0, notes: 0)
    // Windows of like length together, so that little is padded.
    let windows = windows.filter { $0.count > 1 }.sorted { $0.count > $1.count }
    for start in stride(from: 0, to: windows.count, by: batch) {
      let some = Array(windows[start..<min(start + batch, windows.count)])
      let batch = Batch(some, padding: tokenizer.paddingToken)
      result.nats += withoutGradients {
        logits(hidden(batch.inputs), of: batch).crossEntropy(batch.targets, .sum).scalar
      }
      result.tokens += batch.targetCount
      for window in some {
        result.notes += window.dropFirst().count { tokenizer.kind(of: $0) == .pitch }
      }
      progress(Double(start + some.count) / Double(windows.count))
    }
    return result
  }
}
