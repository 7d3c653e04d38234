// Windows of tokens as tensors.

import Corpus
import Tokens
import Torch

/// Windows side by side: what the model reads, and what it should have said where it counts.
public struct Batch {
  /// (B,T), or (1,n) with the windows one after the other; (B,T,K) or (1,n,K) where K tokens make a
  /// row.
  public let inputs: Tensor
  /// (n) or (n,K), the tokens that are to be predicted.
  public let targets: Tensor
  /// (n), where in the inputs, row after row, the model predicts them; nil when everywhere.
  let positions: Tensor?
  /// How many tokens or rows of each window are read, where they stand one after the other; nil
  /// when they stand side by side.
  let pieces: [Int]?
  /// How many tokens or rows are to be predicted: n.
  public let targetCount: Int

  /// - Parameters:
  ///   - windows: Each of at least two tokens, or rows of tokens; shorter ones are padded, unless
  ///     they are packed.
  ///   - starts: The first token or row of each window that is to be predicted, counted from zero;
  ///     what is before it is only read. Without it all but a window's first are predicted.
  ///   - columnSizes: Where K tokens make a row, how many ids each column has, one column's after
  ///     the other's. Targets count from the first of their column.
  ///   - packs: Whether windows of different lengths stand one after the other in one row, without
  ///     padding; the model begins anew with each.
  public init(
    _ windows: [[Token]], padding: Token, starts: [Int]? = nil, device: Device = .cpu,
    packs: Bool = false, columnSizes: [Int] = []
  ) {
    let rowWidth = max(1, columnSizes.count)
    let firsts = columnSizes.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    precondition(windows.allSatisfy { $0.count % rowWidth == 0 }, "rows of \(rowWidth) tokens")
    let counts = windows.map { $0.count / rowWidth }
    let isPacked = packs && Set(counts).count > 1
    pieces = isPacked ? counts.map { $0 - 1 } : nil
    let length = (counts.max() ?? 0) - 1
    precondition(length > 0, "a window needs two tokens")
    precondition(starts == nil || starts?.count == windows.count, "a start for each window")
    var (inputs, targets, positions) = ([Int64](), [Int64](), [Int64]())
    var inputCount = 0
    for (index, window) in windows.enumerated() {
      let count = counts[index]
      let start = max(1, starts?[index] ?? 1)
      precondition(start < count, "window \(index) of \(count) from \(start) on")
      inputs += window.dropLast(rowWidth).map { Int64($0.id) }
      let padded = isPacked ? 0 : length + 1 - count
      inputs += [Int64](repeating: Int64(padding.id), count: padded * rowWidth)
      for (index, token) in window.enumerated().dropFirst(start * rowWidth) {
        targets.append(Int64(Int(token.id) - firsts[index % rowWidth]))
      }
      positions += (start - 1..<count - 1).map { Int64(inputCount + $0) }
      inputCount += count - 1 + padded
    }
    let shape = isPacked ? [1, inputCount] : [windows.count, length]
    let columns = rowWidth > 1 ? [rowWidth] : []
    targetCount = positions.count
    self.inputs = Tensor(inputs, shape: shape + columns).moved(to: device)
    self.targets = Tensor(targets, shape: [targetCount] + columns).moved(to: device)
    self.positions =
      targetCount < inputCount
      ? Tensor(positions, shape: [positions.count]).moved(to: device) : nil
  }
}

extension Batch {
  /// Examples side by side.
  public init(
    _ examples: [Example], padding: Token, device: Device = .cpu, packs: Bool = false,
    columnSizes: [Int] = []
  ) {
    self.init(
      examples.map(\.tokens), padding: padding, starts: examples.map(\.start), device: device,
      packs: packs, columnSizes: columnSizes)
  }
}

extension Model {
  /// The hidden states (n,C) from which there is something to be predicted: what the model thinks
  /// elsewhere is cut away before the head, so that it costs neither time nor memory there.
  ///
  /// - Parameter hidden: (B,T,C)
  func predicting(_ hidden: Tensor, _ batch: Batch) -> Tensor {
    let rows = hidden.reshaped([-1, configuration.width])
    return batch.positions.map(rows.rows) ?? rows
  }

  /// See `Head.loss`.
  public func loss(_ batch: Batch) -> (nats: Tensor, objective: Tensor) {
    loss(reading(batch).hidden(batch.inputs), batch)
  }

  func loss(_ hidden: Tensor, _ batch: Batch) -> (nats: Tensor, objective: Tensor) {
    head.loss(predicting(hidden, batch), targets: batch.targets)
  }
}
