// Windows of tokens as tensors.

import Corpus
import Tokens
import Torch

/// Windows side by side: what the model reads, and what it should have said where it counts.
public struct Batch {
  /// (B,T), or (1,n) with the windows one after the other.
  public let inputs: Tensor
  /// (n), the tokens that are to be predicted.
  public let targets: Tensor
  /// (n), where in the inputs, row after row, the model predicts them; nil when everywhere.
  let positions: Tensor?
  /// How many tokens of each window are read, where they stand one after the other; nil when they
  /// stand side by side.
  let pieces: [Int]?
  /// How many tokens are to be predicted: n.
  public let targetCount: Int

  /// - Parameters:
  ///   - windows: Each of at least two tokens; shorter ones are padded, unless they are packed.
  ///   - starts: The first token of each window that is to be predicted, counted from zero; what is
  ///     before it is only read. Without it all tokens but a window's first are predicted.
  ///   - packs: Whether windows of different lengths stand one after the other in one row, without
  ///     padding; the model begins anew with each.
  public init(
    _ windows: [[Token]], padding: Token, starts: [Int]? = nil, device: Device = .cpu,
    packs: Bool = false
  ) {
    let isPacked = packs && Set(windows.map(\.count)).count > 1
    pieces = isPacked ? windows.map { $0.count - 1 } : nil
    let length = (windows.map(\.count).max() ?? 0) - 1
    precondition(length > 0, "a window needs two tokens")
    precondition(starts == nil || starts?.count == windows.count, "a start for each window")
    var (inputs, targets, positions) = ([Int64](), [Int64](), [Int64]())
    for (row, window) in windows.enumerated() {
      let start = max(1, starts?[row] ?? 1)
      precondition(start < window.count, "window \(row) of \(window.count) from \(start) on")
      let first = inputs.count
      inputs += window.dropLast().map { Int64($0.id) }
      if !isPacked {
        inputs += [Int64](repeating: Int64(padding.id), count: length + 1 - window.count)
      }
      targets += window[start...].map { Int64($0.id) }
      positions += (start - 1..<window.count - 1).map { Int64(first + $0) }
    }
    let shape = isPacked ? [1, inputs.count] : [windows.count, length]
    self.inputs = Tensor(inputs, shape: shape).moved(to: device)
    self.targets = Tensor(targets, shape: [targets.count]).moved(to: device)
    targetCount = targets.count
    self.positions =
      targetCount < inputs.count
      ? Tensor(positions, shape: [positions.count]).moved(to: device) : nil
  }
}

extension Batch {
  /// Examples side by side.
  public init(
    _ examples: [Example], padding: Token, device: Device = .cpu, packs: Bool = false
  ) {
    self.init(
      examples.map(\.tokens), padding: padding, starts: examples.map(\.start), device: device,
      packs: packs)
  }
}

extension Model {
  /// The logits (n,V) of the tokens that are to be predicted: what the model thinks elsewhere is cut
  /// away before the head, so that it costs neither time nor memory there.
  ///
  /// - Parameter hidden: (B,T,C)
  func logits(_ hidden: Tensor, of batch: Batch) -> Tensor {
    let rows = hidden.reshaped([-1, configuration.width])
    return logits(batch.positions.map(rows.rows) ?? rows)
  }

  /// See `Head.loss`.
  public func loss(_ batch: Batch) -> (nats: Tensor, objective: Tensor) {
    loss(reading(batch).hidden(batch.inputs), batch)
  }

  func loss(_ hidden: Tensor, _ batch: Batch) -> (nats: Tensor, objective: Tensor) {
    let rows = hidden.reshaped([-1, configuration.width])
    return head.loss(batch.positions.map(rows.rows) ?? rows, targets: batch.targets)
  }
}
