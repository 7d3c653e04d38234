// The loop of a training run: divergence and the way back, early stop, interruption.

import Foundation
import RWKVTraining
import Testing
import Torch

/// Evaluations with given losses, one after the other.
private final class Losses {
  private var values: [Double]
  init(_ values: [Double]) { self.values = values }
  func next(_ progress: (Double) throws -> Void) throws -> Evaluation {
    try progress(0.5)
    return Evaluation(nats: 100 * values.removeFirst(), tokens: 100, notes: 10)
  }
}

extension Trainer {
  /// Breaks a parameter as a bad update would.
  fileprivate func multiplyHead(by factor: Float) {
    let head = model.parameters["head.weight"]
    head.copy(from: Tensor(head.floats.map { $0 * factor }, shape: head.shape))
  }
}

extension LibtorchTests {
  @Suite struct TrainingLoopTests {
    @Test func nothingIsASpikeBeforeTheUsualIsKnown() {
      let watch = LossWatch()
      #expect(watch.symptom(loss: 1e9) == nil)
      #expect(watch.symptom(loss: .nan) == .notANumber)
      #expect(watch.symptom(loss: 1, gradientNorm: .infinity) == .notANumber)
    }

    @Test(arguments: [Float.nan, 300])
    func brokenParametersAreTakenBackToTheCheckpoint(factor: Float) async throws {
      try await withDataset { dataset, root in
        let trainer = makeTrainer(dataset, steps: 30)
        var loop = TrainingLoop(folder: root)
        loop.stopAfter = 18
        let first = try loop.run(trainer, evaluate: nil) { _ in }
        #expect(first == .finished)
        loop.stopAfter = nil
        var divergences: [Divergence] = []
        var (steps, rates): ([Int], [Double]) = ([], [])
        let ending = try loop.run(trainer, evaluate: nil) { event in
          switch event {
          case .step(let report):
            steps.append(report.step)
            rates.append(report.learningRate)
            if report.step == 20, divergences.isEmpty { trainer.multiplyHead(by: factor) }
          case .rolledBack(let divergence): divergences.append(divergence)
          default: break
          }
        }
        #expect(ending == .finished)
        #expect(steps == Array(19...20) + Array(19...30))
        #expect(divergences.map(\.step) == [21])
        #expect(trainer.state.history.rollbacks == 1)
        #expect(trainer.state.history.skippedWindows == 3 * trainer.state.options.batch)
        #expect(abs(rates[2] - rates[0] / 2) < 1e-12)
        let head = trainer.model.parameters["head.weight"].floats
        #expect(head.allSatisfy { $0.isFinite })
      }
    }

    @Test func brokenParametersAreNotWrittenOverGoodOnes() async throws {
      try await withDataset { dataset, root in
        let trainer = makeTrainer(dataset, steps: 4)
        var loop = TrainingLoop(folder: root)
        loop.checkpointInterval = .zero
        var saved: [Int] = []
        _ = try loop.run(trainer, evaluate: nil) { event in
          switch event {
          case .saving: saved.append(trainer.state.step)
          case .step(let report) where report.step == 2 && trainer.state.history.rollbacks == 0:
            trainer.multiplyHead(by: .nan)
          default: break
          }
        }
        #expect(saved == [0, 0, 1, 1, 2, 3, 4])
        #expect(trainer.state.history.rollbacks == 1)
      }
    }

    @Test func aRunThatKeepsDivergingEndsAndLeavesAGoodCheckpoint() async throws {
      try await withDataset { dataset, root in
        let trainer = makeTrainer(dataset, steps: 9)
        var loop = TrainingLoop(folder: root)
        loop.rollbackLimit = 2
        var words = ""
        do {
          _ = try loop.run(trainer, evaluate: nil) { event in
            if case .step(let report) = event, report.step == 3 { trainer.multiplyHead(by: .nan) }
          }
        } catch { words = "\(error)" }
        #expect(words.contains("step 4: the loss or its gradient is no number, after 2 returns"))
        let again = makeTrainer(dataset, steps: 9)
        try again.restore(from: loop.checkpoint)
        #expect(again.state.step == 0 && again.state.history.rollbacks == 2)
        let loss = try again.step().loss
        #expect(loss.isFinite)
      }
    }

    @Test func aRunStopsEarlyAndKeepsItsBestParameters() async throws {
      try await withDataset { dataset, root in
        let trainer = makeTrainer(dataset, steps: 12)
        var loop = TrainingLoop(folder: root)
        loop.evaluationInterval = 2
        loop.patience = 2
        let losses = Losses([3, 2, 2.5, 2.1, 1])
        let first = try loop.run(trainer, evaluate: losses.next) { _ in }
        #expect(first == .stoppedEarly)
        #expect(trainer.state.step == 8)
        #expect(trainer.state.history.best?.step == 4)
        #expect(trainer.state.history.best?.natsPerToken == 2)
        let best = makeTrainer(dataset, steps: 12)
        try best.restore(from: loop.best)
        #expect(best.state.step == 4)
        // With more patience it goes on.
        loop.patience = 3
        let second = try loop.run(trainer, evaluate: Losses([1, 2]).next) { _ in }
        #expect(second == .finished)
        #expect(trainer.state.history.best?.step == 10)
      }
    }

    @Test func anInterruptedEvaluationIsDoneWhenTheRunGoesOn() async throws {
      try await withDataset { dataset, root in
        let trainer = makeTrainer(dataset, steps: 4)
        var loop = TrainingLoop(folder: root)
        loop.evaluationInterval = 2
        var isInterrupted = false
        let first = try loop.run(
          trainer, evaluate: Losses([1]).next, isInterrupted: { isInterrupted }
        ) { if case .step(let report) = $0, report.step == 2 { isInterrupted = true } }
        #expect(first == .interrupted)
        let again = makeTrainer(dataset, steps: 4)
        try again.restore(from: loop.checkpoint)
        #expect(again.state.step == 2 && again.state.lastEvaluation == nil)
        var evaluated: [Int] = []
        let second = try loop.run(again, evaluate: Losses([1, 2]).next) {
          if case .evaluated = $0 { evaluated.append(again.state.step) }
        }
        #expect(second == .finished)
        #expect(evaluated == [2, 4])
      }
    }
  }
}
