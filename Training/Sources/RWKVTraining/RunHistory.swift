// What a run has gone through and must still know after it was interrupted.

import Foundation

/// What a run has gone through and must still know after it was interrupted.
public struct RunHistory: Hashable, Sendable, Codable {
  /// How often it went back to a checkpoint; each time halves the learning rate.
  public private(set) var rollbacks = 0
  /// Windows passed over since a step on them diverged.
  public private(set) var skippedWindows = 0
  /// The last evaluation was after this step.
  public private(set) var lastEvaluationStep: Int?
  /// The lowest loss of an evaluation.
  public private(set) var best: Best?
  /// Evaluations in a row that brought no lower loss.
  public private(set) var evaluationsSinceBest = 0
  var watch = LossWatch()

  public struct Best: Hashable, Sendable, Codable {
    public let step: Int
    public let natsPerToken: Double
  }

  public init() {}

  var learningRateScale: Double { pow(0.5, Double(rollbacks)) }

  /// Takes in an evaluation.
  mutating func add(_ result: Evaluation, step: Int) {
    lastEvaluationStep = step
    if result.natsPerToken < best?.natsPerToken ?? .infinity {
      best = Best(step: step, natsPerToken: result.natsPerToken)
      evaluationsSinceBest = 0
    } else {
      evaluationsSinceBest += 1
    }
  }

  /// Goes on with the windows after those of the steps that led to a divergence.
  mutating func rollBack(passingOver windows: Int) {
    rollbacks += 1
    skippedWindows += windows
  }
}
