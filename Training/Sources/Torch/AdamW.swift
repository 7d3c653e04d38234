// The AdamW optimizer over groups of parameters.

import CTorch

/// AdamW (Loshchilov and Hutter 2019): parameters with their two moments, in groups.
public final class AdamW {
  /// Parameters with one learning rate and one weight decay.
  public struct Group {
    public var parameters: [Tensor]
    /// Times the learning rate of the step.
    public var learningRateScale: Double
    public var weightDecay: Double

    public init(parameters: [Tensor], learningRateScale: Double, weightDecay: Double) {
      self.parameters = parameters
      self.learningRateScale = learningRateScale
      self.weightDecay = weightDecay
    }
  }

  public let groups: [Group]
  /// First and second moments, by group and parameter.
  public let first: [[Tensor]]
  public let second: [[Tensor]]
  let beta1: Double
  let beta2: Double
  let epsilon: Double

  public init(_ groups: [Group], beta1: Double, beta2: Double, epsilon: Double) {
    self.groups = groups
    (self.beta1, self.beta2, self.epsilon) = (beta1, beta2, epsilon)
    first = groups.map { $0.parameters.map { .zeros($0.shape).moved(to: $0.device) } }
    second = groups.map { $0.parameters.map { .zeros($0.shape).moved(to: $0.device) } }
  }

  /// Updates every parameter that has a gradient.
  /// - Parameter number: Counts from 1.
  public func step(number: Int, learningRate: Double) {
    for (index, group) in groups.enumerated() {
      let options = CTAdamW(
        learning_rate: learningRate * group.learningRateScale, beta1: beta1, beta2: beta2,
        epsilon: epsilon, weight_decay: group.weightDecay, step: Int64(number))
      expectSuccess(
        ct_adamw_step(
          group.parameters.map(\.handle), first[index].map(\.handle),
          second[index].map(\.handle), group.parameters.count, options))
    }
  }
}
