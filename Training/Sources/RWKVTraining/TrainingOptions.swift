// What a training run is told: how long, how fast, on what.

import Corpus
import Foundation

/// What decides every number of a training run, besides the model's sizes and the data.
public struct TrainingOptions: Hashable, Sendable, Codable {
  /// Optimizer steps in all.
  public var steps = 5000
  /// Windows in a step.
  public var batch = 8
  /// Tokens of a window that are predicted.
  public var length = 1024
  /// Parts of a step's windows that go through the model one after the other, their gradients added
  /// up: less memory, the same step.
  public var accumulation = 1
  /// Whether blocks are computed again for their gradients instead of kept: less memory, more time.
  public var recomputesBlocks = false
  public var optimizer = OptimizerKind.muon
  public var schedule = Schedule.cosine
  public var learningRate = 2e-3
  public var finalLearningRate = 1e-4
  public var warmupSteps = 10
  /// For matrices of products and the embedding only.
  public var weightDecay = 0.1
  /// Share of the numbers that each half of a block gives that are dropped.
  public var dropout = 0.0
  /// The largest norm of all gradients together.
  public var gradientLimit = 1.0
  public var seed: UInt64 = 1
  /// Semitones down and up within which a window may be moved; nil leaves pitches as they are.
  public var transposition: Int? = 6
  /// Percent by which a window may be softer or louder; nil leaves velocities as they are.
  public var velocityScaling: Int?
  /// Percent by which a window may be slower or faster; nil leaves tempos as they are.
  public var tempoScaling: Int?
  /// How many times a piece of a source is seen in an epoch; once when not named.
  public var sourceWeights: [String: Int] = [:]
  /// Which holes are cut into windows of a dataset in cells; nil leaves them whole.
  public var holes: HoleMixture? = HoleMixture()
  /// Windows of so many bars with the last ones to complete, instead of runs of tokens and holes;
  /// nil for those.
  public var barSpan: BarWindows.Span?
  public var loss = Loss.all

  /// What is predicted where a window has a hole.
  public enum Loss: String, Sendable, Codable, CaseIterable {
    /// The prompt and the filling.
    case all
    /// The filling alone: the prompt is cut away before the head.
    case filling
    /// The filling, and in every other window, drawn by chance, the prompt too.
    case mixed

    /// Of how many windows the prompt is predicted.
    var promptShare: Double {
      switch self {
      case .all: 1
      case .filling: 0
      case .mixed: 0.5
      }
    }
  }

  public enum OptimizerKind: String, Sendable, Codable, CaseIterable {
    case adamW = "adamw"
    /// Muon for the matrices of the blocks, AdamW for the rest.
    case muon
  }

  public init() {}

  /// What is varied of a window.
  var augmentation: Augmentation {
    func percents(_ most: Int?) -> ClosedRange<Int>? { most.map { 100 - $0...100 + $0 } }
    return Augmentation(
      transposition: transposition.map { -$0...$0 - 1 }, velocity: percents(velocityScaling),
      tempo: percents(tempoScaling))
  }

  /// How the learning rate falls after the warm-up.
  public enum Schedule: String, Sendable, Codable, CaseIterable {
    case cosine, linear, constant
    /// Constant, then linear over the last fifth of the steps (Hägele et al. 2024, "Scaling laws
    /// and compute-optimal training beyond fixed training durations"): a run may be ended at any
    /// time by setting `steps` to five quarters of those that it has made.
    case trapezoid
  }

  /// Linear warm-up from a hundredth, then down to the final rate as the schedule says.
  /// - Parameter step: Counts from 0.
  public func learningRate(atStep step: Int) -> Double {
    let warmup = min(1, 0.01 + 0.99 * Double(step) / Double(max(1, warmupSteps)))
    let progress = min(1, Double(step) / Double(max(1, steps)))
    let share =
      switch schedule {
      case .cosine: (1 + cos(progress * .pi)) / 2
      case .linear: 1 - progress
      case .constant: 1.0
      case .trapezoid: min(1, 5 * (1 - progress))
      }
    return warmup * (finalLearningRate + (learningRate - finalLearningRate) * share)
  }

  /// Which windows of a step go through a worker's model together; with one worker, all windows are
  /// its own.
  func parts(ofWorker rank: Int, of workers: Int) -> [Range<Int>] {
    let own = batch * rank / workers..<batch * (rank + 1) / workers
    let count = min(accumulation, own.count)
    return (0..<count).map {
      own.lowerBound + own.count * $0 / count..<own.lowerBound + own.count * ($0 + 1) / count
    }
  }
}
