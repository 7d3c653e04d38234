// What makes logits of hidden states, and a loss of logits.

import Torch

/// What makes logits of hidden states, and a loss of logits.
public struct Head {
  let weight: Tensor
  let precision: ElementType
  /// Where a row of tokens is predicted at once, what its columns know of each other.
  var rows: RowMixing?

  /// - Parameters:
  ///   - weight: (V,C)
  ///   - precision: Of the product.
  public init(weight: Tensor, precision: ElementType) {
    (self.weight, self.precision) = (weight, precision)
  }

  /// hidden (...,C) -> logits (...,V), at least fp32.
  public func logits(_ hidden: Tensor) -> Tensor { logits(hidden, weight) }

  private func logits(_ hidden: Tensor, _ weight: Tensor) -> Tensor {
    let weight = weight.elementType == precision ? weight : weight.cast(to: precision)
    return hidden.linear(weight).cast(to: precision == .float64 ? .float64 : .float32)
  }

  /// The logits (n,V) and targets (n) of each column; of the only one where rows are tokens.
  private func columns(
    _ hidden: Tensor, _ targets: Tensor
  ) -> [(logits: Tensor, targets: Tensor)] {
    guard let rows else { return [(logits(hidden), targets)] }
    return rows.columns(hidden, targets: targets).map { column in
      let some = weight.narrowed(
        dimension: 0, from: column.rows.lowerBound, count: column.rows.count)
      return (logits(column.mixed, some), column.targets)
    }
  }

  /// Cross entropy in nats a token or row, and a hair of the largest logit squared, whose gradient
  /// keeps the logits near zero (the official trainer's L2Wrap).
  ///
  /// - Parameters:
  ///   - hidden: (n,C)
  ///   - targets: (n), or (n,K) where K tokens make a row; where it is negative, nothing is to be
  ///     predicted.
  public func loss(_ hidden: Tensor, targets: Tensor) -> (nats: Tensor, objective: Tensor) {
    let columns = columns(hidden, targets)
    let nats = sum(columns.map { $0.logits.crossEntropy($0.targets) })
    let largest = sum(columns.map { $0.logits.maxLast().squared().mean() })
    return (nats, nats + largest * 0.5e-4)
  }

  /// Cross entropy of all targets together.
  func nats(_ hidden: Tensor, targets: Tensor) -> Tensor {
    sum(columns(hidden, targets).map { $0.logits.crossEntropy($0.targets, .sum) })
  }

  private func sum(_ parts: [Tensor]) -> Tensor { parts.dropFirst().reduce(parts[0], +) }
}
