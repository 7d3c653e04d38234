// The Muon optimizer of matrices.

import CTorch

/// Muon (Jordan 2024; scaled as Liu et al. 2025, section 2.2): matrices with their momenta, moved
/// along the momentum made orthogonal.
///
/// A step's root mean square is that of AdamW, whose learning rates and weight decay do for it too.
/// For the matrices between embedding and head; the rest is AdamW's.
public final class Muon {
  public let parameters: [Tensor]
  /// By parameter.
  public let momenta: [Tensor]
  let momentum: Double
  let weightDecay: Double

  /// - Parameter parameters: Matrices.
  public init(_ parameters: [Tensor], momentum: Double, weightDecay: Double) {
    self.parameters = parameters
    (self.momentum, self.weightDecay) = (momentum, weightDecay)
    momenta = parameters.map { .zeros($0.shape).moved(to: $0.device) }
  }

  /// Updates every parameter that has a gradient.
  public func step(learningRate: Double) {
    let options = CTMuon(
      learning_rate: learningRate, momentum: momentum, weight_decay: weightDecay)
    expectSuccess(
      ct_muon_step(parameters.map(\.handle), momenta.map(\.handle), parameters.count, options))
  }
}
