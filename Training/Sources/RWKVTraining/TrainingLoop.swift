// A training run from its last checkpoint to its end.

import Foundation
import Torch

/// A training run from its last checkpoint to its end: steps, evaluations, checkpoints, and the way
/// back to the last checkpoint when a step diverges.
public struct TrainingLoop {
  public let checkpoint: URL
  /// Where the parameters of the best evaluation go, when `patience` is given.
  public let best: URL
  /// Stops after this step as if interrupted.
  public var stopAfter: Int?
  /// Steps between evaluations.
  public var evaluationInterval = 250
  /// Stops after so many evaluations in a row without a lower loss.
  public var patience: Int?
  /// How often the run may go back to its checkpoint in all.
  public var rollbackLimit = 3
  public var checkpointInterval = Duration.seconds(240)

  public enum Event {
    case step(Trainer.Report)
    /// A checkpoint is about to be written; what stands in the log must be on the disk before.
    case saving
    /// An evaluation has come so far.
    case evaluating(share: Double)
    case evaluated(Evaluation)
    /// The run is back where its checkpoint was written.
    case rolledBack(Divergence)
  }

  public enum Ending: Hashable, Sendable {
    case finished, stoppedEarly, interrupted
  }

  /// Predicts the validation split, telling the share that is done.
  public typealias Evaluate = (_ progress: (Double) throws -> Void) throws -> Evaluation

  public init(folder: URL) {
    checkpoint = folder.appendingPathComponent("checkpoint.safetensors")
    best = folder.appendingPathComponent("best.safetensors")
  }

  private struct Interruption: Error {}

  /// Trains until the end.
  ///
  /// - Parameters:
  ///   - isInterrupted: Asked between steps and, of a process that is alone, during evaluations; an
  ///     evaluation that is broken off is done when the run goes on.
  /// - Returns: Why it ended; the checkpoint is written in every case.
  public func run(
    _ trainer: Trainer, evaluate: Evaluate?, isInterrupted: @escaping () -> Bool = { false },
    report: @escaping (Event) throws -> Void
  ) throws -> Ending {
    let steps = trainer.state.options.steps
    let end = min(steps, stopAfter ?? steps)
    let isMissing = !FileManager.default.fileExists(atPath: checkpoint.path)
    if try trainer.anyWorker(isMissing)[0] {
      do {
        try save(trainer, report)
      } catch let divergence as Divergence {
        throw TrainingError.diverged(divergence, rollbacks: 0)
      }
    }
    var saved = ContinuousClock.now
    while true {
      do {
        if let evaluate, isEvaluationDue(trainer.state) {
          try self.evaluate(trainer, evaluate, isInterrupted, report)
        }
        let isTimeOver = ContinuousClock.now - saved > checkpointInterval
        let agreed = try trainer.anyWorker(isInterrupted(), isTimeOver)
        if let ending = ending(trainer.state, end: end, agreed[0]) {
          try save(trainer, report)
          return ending
        }
        if agreed[1] {
          try save(trainer, report)
          saved = .now
        }
        try report(.step(try trainer.step()))
      } catch let divergence as Divergence {
        try rollBack(trainer, divergence, report)
      } catch let error as WorkerGroupError {
        if trainer.isFirst, (try? trainer.checkNextLoss(isAlone: true)) != nil {
          try report(.saving)
          try trainer.save(to: checkpoint)
        }
        throw TrainingError.workerLost(step: trainer.state.step, reason: error.reason)
      }
    }
  }

  private func ending(_ state: RunState, end: Int, _ isInterrupted: Bool) -> Ending? {
    if isInterrupted { return .interrupted }
    if let patience, state.history.evaluationsSinceBest >= patience { return .stoppedEarly }
    return state.step >= end ? .finished : nil
  }

  private func isEvaluationDue(_ state: RunState) -> Bool {
    state.step > 0 && state.history.lastEvaluationStep != state.step
      && (state.step % evaluationInterval == 0 || state.step == state.options.steps)
  }

  private func evaluate(
    _ trainer: Trainer, _ evaluate: Evaluate, _ isInterrupted: @escaping () -> Bool,
    _ report: @escaping (Event) throws -> Void
  ) throws {
    let result: Evaluation
    do {
      result = try evaluate { share in
        if trainer.isAlone && isInterrupted() { throw Interruption() }
        try report(.evaluating(share: share))
      }
    } catch is Interruption {
      return
    }
    guard result.nats.isFinite else {
      throw Divergence(step: trainer.state.step + 1, symptom: .notANumber)
    }
    trainer.add(result)
    try report(.evaluated(result))
    if patience != nil, trainer.isFirst, trainer.state.history.best?.step == trainer.state.step {
      try trainer.save(to: best)
    }
  }

  /// Writes the checkpoint if the parameters are worth going back to.
  private func save(_ trainer: Trainer, _ report: (Event) throws -> Void) throws {
    try trainer.checkNextLoss()
    guard trainer.isFirst else { return }
    try report(.saving)
    try trainer.save(to: checkpoint)
  }

  private func rollBack(
    _ trainer: Trainer, _ divergence: Divergence, _ report: (Event) throws -> Void
  ) throws {
    guard trainer.state.history.rollbacks < rollbackLimit else {
      throw TrainingError.diverged(divergence, rollbacks: trainer.state.history.rollbacks)
    }
    try trainer.rollBack(to: checkpoint, after: divergence)
    _ = try trainer.anyWorker()  // all have read it
    guard trainer.isFirst else { return }
    try report(.rolledBack(divergence))
    try trainer.save(to: checkpoint)
  }
}
