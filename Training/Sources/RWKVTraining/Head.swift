// What makes logits of hidden states, and a loss of logits.

import Torch

/// What makes logits of hidden states, and a loss of logits.
public struct Head {
  let weight: Tensor
  let precision: ElementType

  /// - Parameters:
  ///   - weight: (V,C)
  ///   - precision: Of the product.
  public init(weight: Tensor, precision: ElementType) {
    (self.weight, self.precision) = (weight, precision)
  }

  /// hidden (...,C) -> logits (...,V), at least fp32.
  public func logits(_ hidden: Tensor) -> Tensor {
    let weight = weight.elementType == precision ? weight : weight.cast(to: precision)
    return hidden.linear(weight).cast(to: precision == .float64 ? .float64 : .float32)
  }

  /// Cross entropy in nats a token, and a hair of the largest logit squared, whose gradient keeps
  /// the logits near zero (the official trainer's L2Wrap).
  ///
  /// - Parameters:
  ///   - hidden: (n,C)
  ///   - targets: (n); where it is negative, nothing is to be predicted.
  public func loss(_ hidden: Tensor, targets: Tensor) -> (nats: Tensor, objective: Tensor) {
    let logits = logits(hidden)
    let nats = logits.crossEntropy(targets)
    let largest = logits.maxLast().squared().mean() * 0.5e-4
    return (nats, nats + largest)
  }
}
