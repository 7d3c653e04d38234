// Windows one after the other in a row, and numbers that are dropped.

import RWKVTraining
import Testing
import Tokens
import Torch

private func windows(_ lengths: [Int]) -> [[Token]] {
  lengths.map { length in arbitraryTokens(length, below: 60).map { Token($0 + 1) } }
}

extension LibtorchTests {
  @Suite struct PackingTests {
    @Test(arguments: Generation.allCases, Model.Kernels.allCases)
    func aPackedRowGivesTheLossAndGradientsOfItsPiecesOneByOne(
      generation: Generation, kernels: Model.Kernels
    ) {
      let (configuration, parameters) = randomModel(generation)
      let precision: Torch.ElementType = kernels == .fused ? .float32 : .float64
      let model = Model(configuration, parameters, precision: precision, kernels: kernels)
      let (pieces, starts) = (windows([19, 2, 40]), [1, 1, 12])
      let packed = Batch(pieces, padding: Token(0), starts: starts, packs: true)
      #expect(packed.inputs.shape == [1, 18 + 1 + 39])
      #expect(packed.targetCount == 18 + 1 + 28)
      let loss = model.addGradients(of: packed)
      let gradients = parameters.all.map(\.gradient.doubles)
      Tensor.clearGradients(of: parameters.all)
      var sum = 0.0
      for (piece, start) in zip(pieces, starts) {
        let alone = Batch([piece], padding: Token(0), starts: [start])
        let share = Double(alone.targetCount) / Double(packed.targetCount)
        sum += share * model.addGradients(of: alone, share: share)
      }
      #expect(abs(loss - sum) < (kernels == .fused ? 1e-5 : 1e-10) * sum)
      // Gradients are fp32, whose 2^-24 counts once for each piece that is added.
      let limit = kernels == .fused ? 1e-5 : 1e-6
      for (index, name) in parameters.names.enumerated() {
        #expect(
          relativeError(gradients[index], parameters[name].gradient.doubles) < limit, "\(name)")
      }
      Tensor.clearGradients(of: parameters.all)
    }

    @Test func whatIsDroppedDependsOnTheWindowAlone() {
      let (configuration, parameters) = randomModel()
      var model = Model(configuration, parameters, precision: .float32)
      let (pieces, seeds) = (windows([19, 7]), [UInt64(3), 4])
      func outcome(
        _ rows: Range<Int>, share: Double = 1, packs: Bool = false, recomputing: Bool = false
      ) -> (loss: Double, gradients: [[Double]]) {
        model.dropout = Dropout(share: 0.3, seeds: Array(seeds[rows]))
        let batch = Batch(Array(pieces[rows]), padding: Token(0), packs: packs)
        let loss = share * model.addGradients(of: batch, share: share, recomputing: recomputing)
        defer { Tensor.clearGradients(of: parameters.all) }
        return (loss, parameters.all.map(\.gradient.doubles))
      }
      let whole = outcome(0..<2)
      let packed = outcome(0..<2, packs: true)
      let recomputed = outcome(0..<2, recomputing: true)
      let parts = [outcome(0..<1, share: 0.75), outcome(1..<2, share: 0.25)]
      #expect(recomputed.loss == whole.loss && recomputed.gradients == whole.gradients)
      #expect(abs(packed.loss - whole.loss) < 1e-5)
      #expect(abs(parts[0].loss + parts[1].loss - whole.loss) < 1e-5)
      for index in parameters.all.indices {
        let sum = zip(parts[0].gradients[index], parts[1].gradients[index]).map { $0 + $1 }
        #expect(relativeError(sum, whole.gradients[index]) < 2e-5)
        #expect(relativeError(packed.gradients[index], whole.gradients[index]) < 2e-5)
      }
      model.dropout = nil
      let none = model.loss(Batch(pieces, padding: Token(0))).nats.scalar
      #expect(none != whole.loss)
    }

    @Test func aRunWithDropoutResumesExactlyAndIsAnotherThanWithout() async throws {
      try await withDataset { dataset, root in
        let checkpoint = root.appendingPathComponent("checkpoint.safetensors")
        let whole = makeTrainer(dataset, dropout: 0.2)
        let losses = try (0..<4).map { _ in try whole.step().loss }
        let first = makeTrainer(dataset, dropout: 0.2)
        for _ in 0..<2 { _ = try first.step() }
        try first.save(to: checkpoint)
        let second = makeTrainer(dataset, dropout: 0.2)
        try second.restore(from: checkpoint)
        #expect(try (0..<2).map { _ in try second.step().loss } == Array(losses[2...]))
        let without = makeTrainer(dataset)
        #expect(try (0..<4).map { _ in try without.step().loss } != losses)
        #expect(throws: TrainingError.self) { try without.restore(from: checkpoint) }
      }
    }

    @Test(arguments: [0.0, 0.1, 0.5])
    func theShareThatIsDroppedIsTheOneThatWasAskedFor(share: Double) {
      let dropout = Dropout(share: share, seeds: [1, 2])
      let kept = dropout(Tensor.zeros([2, 100, 64]) + 1, lengths: [100, 100], place: 3).doubles
      let dropped = Double(kept.count { $0 == 0 }) / Double(kept.count)
      #expect(abs(dropped - share) < 0.03)
      #expect(kept.allSatisfy { $0 == 0 || abs($0 * (1 - share) - 1) < 1e-4 })
      #expect(kept.prefix(6400) != kept.suffix(6400) || share == 0)
    }
  }
}
