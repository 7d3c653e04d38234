// The gradients of a batch, with or without keeping what is inside the blocks.

import Torch

extension Model {
  /// Adds the gradients of the batch's objective, times `share`, to those of the parameters.
  ///
  /// - Parameter recomputing: Whether of each block only the input is kept, and the block computed
  ///   again when its gradient is due (Chen et al. 2016): one more forward pass, and memory for one
  ///   block instead of all. The gradients are the same.
  /// - Returns: The loss in nats a token.
  public func addGradients(of batch: Batch, share: Double = 1, recomputing: Bool = false) -> Double
  {
    reading(batch).addGradientsOfPieces(batch, share, recomputing)
  }

  private func addGradientsOfPieces(_ batch: Batch, _ share: Double, _ recomputing: Bool) -> Double
  {
    guard recomputing else {
      let (nats, objective) = loss(batch)
      (objective * share).backward()
      return nats.scalar
    }
    let embedded = embedded(batch.inputs)
    let (inputs, last, firstValue) = blockInputs(embedded)
    let (nats, objective) = loss(normalized(last), batch)
    (objective * share).backward()
    var gradient = last.gradient
    for layer in inputs.indices.reversed() {
      let x = leaf(inputs[layer])
      var value = layer == 0 ? nil : firstValue
      let y = block(x, layer, &value)
      var roots = [(tensor: y, gradient: gradient)]
      if layer == 0, inputs.count > 1, let value, let firstValue {
        roots.append((value, firstValue.gradient))
      }
      Tensor.backward(from: roots)
      gradient = x.gradient
    }
    Tensor.backward(from: [(embedded, gradient)])
    return nats.scalar
  }

  /// What each block reads, what the last one gives and, in RWKV-7, layer 0's value; the latter two
  /// as leaves.
  private func blockInputs(_ embedded: Tensor) -> ([Tensor], last: Tensor, firstValue: Tensor?) {
    withoutGradients {
      var (x, inputs) = (embedded.detached(), [Tensor]())
      var firstValue: Tensor?
      for layer in 0..<configuration.layerCount {
        inputs.append(x)
        x = block(x, layer, &firstValue)
      }
      return (inputs, leaf(x), firstValue.map(leaf))
    }
  }
}

/// The same numbers as a leaf that asks for its gradient.
private func leaf(_ tensor: Tensor) -> Tensor {
  let leaf = tensor.detached()
  leaf.requireGradient()
  return leaf
}
