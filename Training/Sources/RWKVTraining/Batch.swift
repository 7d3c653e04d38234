// Windows of tokens as tensors.

import Tokens
import Torch

/// Windows side by side: what the model reads and what it should have said.
public struct Batch {
  /// (B,T)
  public let inputs: Tensor
  /// (B,T), the token after each input; -1 where there is none.
  public let targets: Tensor
  /// Targets that are there.
  public let targetCount: Int

  /// - Parameter windows: Each of at least two tokens; shorter ones are padded.
  public init(_ windows: [[Token]], padding: Token) {
    let length = (windows.map(\.count).max() ?? 0) - 1
    precondition(length > 0, "a window needs two tokens")
    var inputs: [Int64] = []
    var targets: [Int64] = []
    var count = 0
    for window in windows {
      let missing = length + 1 - window.count
      inputs += window.dropLast().map { Int64($0.id) }
      inputs += [Int64](repeating: Int64(padding.id), count: missing)
      targets += window.dropFirst().map { Int64($0.id) }
      targets += [Int64](repeating: -1, count: missing)
      count += window.count - 1
    }
    self.inputs = Tensor(inputs, shape: [windows.count, length])
    self.targets = Tensor(targets, shape: [windows.count, length])
    targetCount = count
  }
}

extension RWKV7 {
  /// Cross entropy in nats a token, and a hair of the largest logit squared, whose gradient keeps
  /// the logits near zero (the official trainer's L2Wrap).
  public func loss(_ batch: Batch) -> (nats: Tensor, objective: Tensor) {
    let logits = logits(hidden(batch.inputs))  // (B,T,V)
    let rows = logits.reshaped([-1, configuration.vocabularySize])
    let nats = rows.crossEntropy(batch.targets.reshaped([-1]))
    let largest = rows.maxLast().squared().mean() * 0.5e-4
    return (nats, nats + largest)
  }
}
