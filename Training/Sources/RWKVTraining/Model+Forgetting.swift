// How much of its state a model forgets with each token.

import Foundation
import Torch

extension Model {
  /// How fast each head forgets with each token: minus the logarithm of the decay, mean over the
  /// head's channels, in nats a token.
  ///
  /// RWKV-7: e^-0.5 sigmoid(raw), in 0...0.61 (Peng et al. 2025, section 3); RWKV-6: exp(raw), from
  /// 0 on (Peng et al. 2024, section 4).
  ///
  /// - Parameter tokens: (B,T)
  /// - Returns: For each layer (B,T,H).
  /// - Precondition: The generation is 6 or 7; RWKV-5 forgets as much with every token.
  func forgetting(_ tokens: Tensor) -> [Tensor] {
    precondition(configuration.generation != .five, "RWKV-5 forgets as much with every token")
    var x = embedded(tokens)
    var firstValue: Tensor?
    return (0..<configuration.layerCount).map { layer in
      let rate = heads(forgetting(layerNorm(x, "blocks.\(layer).ln1", as: precision), layer))
      x = block(x, layer, &firstValue)
      let shape = rate.shape
      return rate.sumLast().reshaped([shape[0], shape[1], shape[2]]) * (1 / Double(shape[3]))
    }
  }

  /// x (B,T,C), what a layer's time mixing reads -> minus the logarithm of its decay, (B,T,C).
  private func forgetting(_ x: Tensor, _ layer: Int) -> Tensor {
    let att = "blocks.\(layer).att."
    guard configuration.generation == .seven else {
      return rawDecay6(inputs6(x, att)[0], att).exp()
    }
    let xw = tokenShift(x, [parameters[att + "x_w"]])[0]
    return rawDecay7(xw, att).cast(to: residual).sigmoid() * exp(-0.5)
  }
}
