// The plan of a step's memory, beside the tensors that steps of small models really have at once.

import RWKVTraining
import Testing
import Tokens
import Torch

/// What is stepped through.
private struct Step: Sendable {
  var generation = Generation.seven
  var layers = 3
  var width = 128
  var windows = 2
  var length = 192
  var vocabulary = 300
  var headSize = 64
  /// The first token that is predicted.
  var start = 1
  var isBfloat16 = true
  var recomputes = false

  static let all: [Step] = Generation.allCases.flatMap { generation in
    let usual = Step(generation: generation)
    return [
      usual,
      usual.with { $0.recomputes = true },
      usual.with { ($0.layers, $0.width, $0.length) = (1, 256, 250) },
      usual.with { ($0.layers, $0.width) = (8, 64) },
      usual.with { $0.isBfloat16 = false },
      usual.with { ($0.vocabulary, $0.start) = (9000, 150) },
      usual.with { ($0.vocabulary, $0.recomputes) = (3000, true) },
      usual.with { ($0.layers, $0.width, $0.windows, $0.length) = (2, 512, 1, 60) },
      usual.with { ($0.headSize, $0.windows) = (32, 1) },
    ]
  }

  private func with(_ change: (inout Step) -> Void) -> Step {
    var step = self
    change(&step)
    return step
  }

  private var configuration: Configuration {
    Configuration(
      generation, vocabularySize: vocabulary, layerCount: layers, width: width, headSize: headSize)
  }

  var plan: TrainingMemory {
    var plan = TrainingMemory(configuration, windows: windows, length: length)
    plan.predictedShare = Double(length + 1 - start) / Double(length)
    (plan.isBfloat16, plan.recomputesBlocks) = (isBfloat16, recomputes)
    plan.optimizer = .none
    return plan
  }

  /// The most bytes of tensors at once.
  var counted: Int {
    Backend.countMemory()
    let before = Backend.memory
    let parameters = Parameters(configuration, seed: 1)
    let model = Model(configuration, parameters, precision: isBfloat16 ? .bfloat16 : .float32)
    let tokens = (0..<windows).map { _ in
      arbitraryTokens(length + 1, below: vocabulary).map { Token($0) }
    }
    let batch = Batch(
      tokens, padding: Token(0), starts: [Int](repeating: start, count: windows))
    Backend.countMemory()
    _ = model.addGradients(of: batch, recomputing: recomputes)
    defer { Tensor.clearGradients(of: parameters.all) }
    return Backend.peakMemory - before
  }
}

extension LibtorchTests {
  @Suite struct CountedMemoryTests {
    @Test(arguments: Step.all)
    fileprivate func aStepHasAsManyBytesAtOnceAsThePlanSays(step: Step) {
      let (planned, counted) = (step.plan.peak, step.counted)
      let error = Double(planned) / Double(counted) - 1
      #expect(abs(error) < 0.06, "planned \(planned), counted \(counted)")
    }
  }
}
