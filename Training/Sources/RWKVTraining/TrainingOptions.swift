// What a training run is told: how long, how fast, on what.

import Foundation

/// What decides every number of a training run, besides the model's sizes and the data.
public struct TrainingOptions: Hashable, Sendable, Codable {
  /// Optimizer steps in all.
  public var steps = 5000
  /// Windows in a step.
  public var batch = 8
  /// Tokens of a window that are predicted.
  public var length = 1024
  public var learningRate = 2e-3
  public var finalLearningRate = 1e-4
  public var warmupSteps = 10
  /// For matrices of products and the embedding only.
  public var weightDecay = 0.1
  /// The largest norm of all gradients together.
  public var gradientLimit = 1.0
  public var seed: UInt64 = 1
  /// Semitones down and up within which a window may be moved; nil leaves pitches as they are.
  public var transposition: Int? = 6
  /// How many times a piece of a source is seen in an epoch; once when not named.
  public var sourceWeights: [String: Int] = [:]

  public init() {}

  /// Linear warm-up from a hundredth, then a cosine down to the final rate.
  /// - Parameter step: Counts from 0.
  public func learningRate(atStep step: Int) -> Double {
    let warmup = min(1, 0.01 + 0.99 * Double(step) / Double(max(1, warmupSteps)))
    let progress = min(1, Double(step) / Double(max(1, steps)))
    let cosine = (1 + cos(progress * .pi)) / 2
    return warmup * (finalLearningRate + (learningRate - finalLearningRate) * cosine)
  }
}
