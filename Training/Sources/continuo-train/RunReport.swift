// What a run says on standard error and writes into its log.

import Foundation
import RWKVTraining

/// What a run says on standard error and writes into its log.
final class RunReport {
  private let folder: URL
  private var log: RunLog
  private let trainer: Trainer
  private let progress = ProgressLine()

  init(_ trainer: Trainer, folder: URL) throws {
    self.trainer = trainer
    self.folder = folder
    log = try RunLog(folder, keeping: trainer.state)
  }

  func take(_ event: TrainingLoop.Event) throws {
    switch event {
    case .step(let report):
      try log.add(LogLine(report))
      progress.show(line(report))
      if !standardErrorIsTerminal && report.step % 20 == 0 { note(line(report)) }
    case .saving:
      try log.synchronize()
    case .evaluating(let share):
      progress.show("evaluating \(Int(share * 100)) %")
    case .evaluated(let result):
      progress.clear()
      try log.add(LogLine(result, step: trainer.state.step))
      note("step \(trainer.state.step): validation \(describe(result))")
    case .rolledBack(let divergence):
      progress.clear()
      try log.close()
      log = try RunLog(folder, keeping: trainer.state)
      note(
        "step \(divergence.step): \(divergence.symptom); back to step \(trainer.state.step), on with "
          + "other windows at half the learning rate")
    }
  }

  /// The last words.
  func close(_ ending: TrainingLoop.Ending, _ checkpoint: URL, best: URL) {
    progress.clear()
    let step = trainer.state.step
    switch ending {
    case .finished: note("done: step \(step), \(checkpoint.path)")
    case .interrupted:
      note("stopped after step \(step), \(checkpoint.path); the same command goes on")
    case .stoppedEarly:
      let history = trainer.state.history
      note(
        "stopped early after step \(step): \(history.evaluationsSinceBest) evaluations in a row "
          + "without a lower loss"
          + (history.best.map {
            String(format: " than %.4f nats a token of step %d, ", $0.natsPerToken, $0.step)
              + best.path
          } ?? ""))
    }
  }

  private func line(_ report: Trainer.Report) -> String {
    let rate = Double(report.tokens) / report.seconds
    let (steps, step) = (trainer.state.options.steps, report.step)
    return String(
      format:
        "step %d/%d  loss %.4f  lr %.2e  norm %.2f  %.0f tokens/s  %.0f GFLOP/s  %.0f min left",
      step, steps, report.loss, report.learningRate, report.gradientNorm, rate,
      rate * trainer.state.configuration.operationsPerToken / 1e9,
      Double(steps - step) * report.seconds / 60)
  }
}

/// A line for people on standard error.
func note(_ text: String) {
  FileHandle.standardError.write(Data((text + "\n").utf8))
}

func describe(_ result: Evaluation) -> String {
  String(
    format: "%.4f nats a token, %.3f bits a note (%d tokens, %d notes)", result.natsPerToken,
    result.bitsPerNote, result.tokens, result.notes)
}
