// A training run: it learns, it resumes exactly, it refuses what does not fit.

import Checkpoint
import Corpus
import Foundation
import MidiTok
import RWKVTraining
import Testing
import Tokens
import Torch

/// A dataset of the project's own examples, in a folder that is removed afterwards.
func withDataset(
  _ tokenizer: Tokenizer = .remi(REMI(.continuo)), _ body: (Dataset, URL) throws -> Void
) async throws {
  let root = FileManager.default.temporaryDirectory
    .appendingPathComponent("continuo-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: root) }
  let examples = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Examples")
  let scores = try FileManager.default.contentsOfDirectory(
    at: examples, includingPropertiesForKeys: nil
  )
  .filter { $0.pathExtension == "mid" }.sorted { $0.path < $1.path }
  for (part, chosen) in [("train", scores[2...]), ("val", scores[..<1]), ("test", scores[1..<2])] {
    let folder = root.appendingPathComponent("scores/\(part)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for score in chosen {
      try FileManager.default.copyItem(
        at: score, to: folder.appendingPathComponent(score.lastPathComponent))
    }
  }
  let data = root.appendingPathComponent("data")
  let preparation = Preparation(
    folders: [root.appendingPathComponent("scores")], format: .scores, tokenizer: tokenizer)
  _ = try await preparation.run(into: data) { _, _ in }
  try body(try Dataset(contentsOf: data), root)
}

func makeTrainer(
  _ dataset: Dataset, steps: Int = 6, layers: Int = 2, accumulation: Int = 1,
  loss: TrainingOptions.Loss = .all, dropout: Double = 0, tokenizer: String = "{}",
  optimizer: TrainingOptions.OptimizerKind = .adamW, precision: Torch.ElementType = .bfloat16
) -> Trainer {
  var options = TrainingOptions()
  options.optimizer = optimizer
  options.steps = steps
  options.batch = 2
  options.length = 96
  options.learningRate = 3e-3
  options.accumulation = accumulation
  options.loss = loss
  options.dropout = dropout
  let columns = dataset.tokenizer.columnSizes
  let configuration = Configuration(
    vocabularySize: dataset.tokenizer.vocabulary.count, layerCount: layers, width: 64,
    columnSizes: columns.count > 1 ? columns : [])
  return Trainer(
    configuration, options, dataset: dataset, tokenizer: tokenizer, precision: precision,
    kernels: .fused)
}

extension LibtorchTests {
  @Suite struct TrainerTests {
    @Test(arguments: TrainingOptions.OptimizerKind.allCases)
    func aResumedRunGoesOnExactlyWhereItWas(
      optimizer: TrainingOptions.OptimizerKind
    ) async throws {
      try await withDataset { dataset, root in
        let whole = makeTrainer(dataset, optimizer: optimizer)
        let losses = try (0..<6).map { _ in try whole.step().loss }

        let checkpoint = root.appendingPathComponent("checkpoint.safetensors")
        let first = makeTrainer(dataset, optimizer: optimizer)
        var again = try (0..<3).map { _ in try first.step().loss }
        try first.save(to: checkpoint)
        let second = makeTrainer(dataset, optimizer: optimizer)
        try second.restore(from: checkpoint)
        #expect(second.state.step == 3)
        again += try (0..<3).map { _ in try second.step().loss }

        #expect(losses == again)
        for name in whole.model.parameters.names {
          let (a, b) = (whole.model.parameters[name], second.model.parameters[name])
          let isSame = a.bytes == b.bytes
          #expect(isSame, "\(name)")
        }
      }
    }

    @Test func aSmallModelLearnsTheExamples() async throws {
      try await withDataset { dataset, _ in
        let trainer = makeTrainer(dataset, steps: 60)
        let losses = try (0..<60).map { _ in try trainer.step().loss }
        let (start, end) = (losses[0], losses.suffix(5).reduce(0, +) / 5)
        #expect(abs(start - log(535)) < 0.5)
        #expect(end < 2.6)
      }
    }

    @Test func muonHasOneMomentOfTheMatricesItMoves() async throws {
      try await withDataset { dataset, root in
        let trainer = makeTrainer(dataset, optimizer: .muon)
        let checkpoint = root.appendingPathComponent("checkpoint.safetensors")
        try trainer.save(to: checkpoint)
        let file = try SafeTensors(contentsOf: checkpoint)
        let configuration = trainer.model.configuration
        var planned = TrainingMemory(configuration, windows: 1, length: 1)
        planned.optimizer = .muon
        let moments = file.names.filter { $0.hasPrefix("adamw.") || $0.hasPrefix("muon.") }
        let bytes = try moments.reduce(0) { try $0 + 4 * file.shape(of: $1).reduce(1, *) }
        #expect(bytes == planned.moments)
        // r, k, v, output and the two of channel mixing, in each of two layers.
        #expect(moments.count { $0.hasPrefix("muon.") } == 12)
      }
    }

    @Test func aCheckpointThatNamesNoOptimizerIsOfAdamW() async throws {
      try await withDataset { dataset, root in
        let checkpoint = root.appendingPathComponent("checkpoint.safetensors")
        try makeTrainer(dataset).save(to: checkpoint)
        let file = try SafeTensors(contentsOf: checkpoint)
        let tensors = try file.names.map {
          NamedTensor(name: $0, shape: try file.shape(of: $0), floats: try file.floats($0))
        }
        let named = try #require(file.metadata["run"])
        let unnamed = named.replacing("\"optimizer\":\"adamw\",", with: "")
        #expect(unnamed != named)
        try SafeTensors.write(tensors, metadata: ["run": unnamed], to: checkpoint)
        try makeTrainer(dataset).restore(from: checkpoint)
        #expect(throws: TrainingError.self) {
          try makeTrainer(dataset, optimizer: .muon).restore(from: checkpoint)
        }
      }
    }

    @Test func aCheckpointOfAnotherModelIsRefused() async throws {
      try await withDataset { dataset, root in
        let checkpoint = root.appendingPathComponent("checkpoint.safetensors")
        try makeTrainer(dataset).save(to: checkpoint)
        let other = makeTrainer(dataset, layers: 3)
        let before = other.model.parameters["head.weight"].bytes
        #expect(throws: TrainingError.self) { try other.restore(from: checkpoint) }
        #expect(other.model.parameters["head.weight"].bytes == before)
      }
    }

    @Test func aTruncatedCheckpointIsRefused() async throws {
      try await withDataset { dataset, root in
        let checkpoint = root.appendingPathComponent("checkpoint.safetensors")
        let trainer = makeTrainer(dataset)
        try trainer.save(to: checkpoint)
        let whole = try Data(contentsOf: checkpoint)
        for size in [0, 7, 100, whole.count / 2, whole.count - 1] {
          try whole.prefix(size).write(to: checkpoint)
          #expect(throws: (any Error).self) { try trainer.restore(from: checkpoint) }
        }
      }
    }

    @Test func paddingIsNeitherPredictedNorCounted() {
      let (configuration, parameters) = randomModel()
      let model = Model(configuration, parameters, precision: .float32)
      let long = arbitraryTokens(30, below: 60).map { Token($0 + 1) }
      let short = Array(long.prefix(11))
      let alone = withoutGradients { model.loss(Batch([short], padding: Token(0))).nats.scalar }
      let other = withoutGradients { model.loss(Batch([long], padding: Token(0))).nats.scalar }
      let batch = Batch([short, long], padding: Token(0))
      let together = withoutGradients { model.loss(batch).nats.scalar }
      #expect(batch.targetCount == 10 + 29)
      #expect(abs(together - (alone * 10 + other * 29) / 39) < 1e-5)
    }

    @Test func whatIsOnlyReadIsCutAwayBeforeTheHeadAndChangesNothingElse() {
      let (configuration, parameters) = randomModel()
      let model = Model(configuration, parameters, precision: .float32)
      let windows = [30, 21].map { arbitraryTokens($0, below: 60).map { Token($0 + 1) } }
      let starts = [12, 20]
      let batch = Batch(windows, padding: Token(0), starts: starts)
      #expect(batch.targetCount == 18 + 1)
      let cut = model.loss(batch).nats
      cut.backward()
      let gradients = parameters.all.map(\.gradient.doubles)
      Tensor.clearGradients(of: parameters.all)

      // The same by leaving out targets after the head.
      let padded = windows.map { $0 + [Token](repeating: Token(0), count: 30 - $0.count) }
      let inputs = Tensor(padded.flatMap { $0.dropLast().map { Int64($0.id) } }, shape: [2, 29])
      let targets = zip(windows, starts).flatMap { window, start in
        (1..<30).map { start..<window.count ~= $0 ? Int64(window[$0].id) : -1 }
      }
      let masked = model.logits(model.hidden(inputs)).reshaped([58, 61])
        .crossEntropy(Tensor(targets, shape: [58]))
      masked.backward()
      #expect(abs(cut.scalar - masked.scalar) < 1e-6)
      for (index, name) in parameters.names.enumerated() {
        #expect(
          relativeError(gradients[index], parameters[name].gradient.doubles) < 1e-5, "\(name)")
      }
    }

    @Test(arguments: Generation.allCases, [1, 3])
    func gradientsOfRecomputedBlocksAreTheSame(generation: Generation, layers: Int) {
      let (configuration, parameters) = randomModel(generation, layers: layers)
      let model = Model(configuration, parameters)
      let batch = Batch(
        [arbitraryTokens(40, below: 61).map { Token($0) }], padding: Token(0), starts: [9])
      let kept = model.addGradients(of: batch, share: 0.5)
      let gradients = parameters.all.map(\.gradient.bytes)
      Tensor.clearGradients(of: parameters.all)
      let recomputed = model.addGradients(of: batch, share: 0.5, recomputing: true)
      #expect(kept == recomputed)
      for (index, name) in parameters.names.enumerated() {
        let isSame = parameters[name].gradient.bytes == gradients[index]
        #expect(isSame, "\(name)")
      }
    }

    @Test func aStepInPartsIsTheSameStep() async throws {
      try await withDataset { dataset, _ in
        let whole = makeTrainer(dataset)
        let parts = makeTrainer(dataset, accumulation: 2)
        for _ in 0..<3 {
          let (a, b) = (try whole.step(), try parts.step())
          #expect(a.tokens == b.tokens)
          #expect(abs(a.loss - b.loss) < 0.01)
          #expect(abs(a.gradientNorm - b.gradientNorm) < 0.05 * a.gradientNorm)
        }
      }
    }

    @Test func theLearningRateRisesAndThenFallsAsItsScheduleSays() {
      var options = TrainingOptions()
      (options.steps, options.warmupSteps) = (1000, 10)
      (options.learningRate, options.finalLearningRate) = (1, 0.1)
      for schedule in TrainingOptions.Schedule.allCases {
        options.schedule = schedule
        #expect(abs(options.learningRate(atStep: 0) - 0.01) < 1e-12)
        let middle = [.constant, .trapezoid].contains(schedule) ? 1 : 0.55
        #expect(abs(options.learningRate(atStep: 500) - middle) < 1e-9)
        let end = schedule == .constant ? 1 : 0.1
        #expect(abs(options.learningRate(atStep: 1000) - end) < 1e-9)
      }
      options.schedule = .cosine
      let cosine = options.learningRate(atStep: 250)
      options.schedule = .linear
      #expect(cosine > options.learningRate(atStep: 250))
      options.schedule = .trapezoid
      #expect(abs(options.learningRate(atStep: 800) - 1) < 1e-9)
      #expect(abs(options.learningRate(atStep: 900) - 0.55) < 1e-9)
    }

    @Test func evaluationCountsEveryTokenAndNoteOnce() async throws {
      try await withDataset { dataset, _ in
        let trainer = makeTrainer(dataset)
        let store = dataset.validation
        let examples = store.evaluationWindows(length: 50, dataset.tokenizer)
          .map { Example(tokens: $0) }
        let result = try trainer.model.evaluate(examples, tokenizer: dataset.tokenizer, batch: 3)
        #expect(store.pieceCount == 1)
        #expect(result.tokens == store.tokenCount - store.pieceCount)
        #expect(result.notes == store.pieces.reduce(0) { $0 + $1.notes })
        #expect(abs(result.natsPerToken - log(535)) < 0.5)
      }
    }

    @Test func aRunOnHolesPredictsTheirFillingsAndLearns() async throws {
      try await withDataset(.cells(Cells())) { dataset, _ in
        let trainer = makeTrainer(dataset, steps: 40, loss: .filling)
        let examples = trainer.state.options.evaluationExamples(
          dataset.validation, dataset.tokenizer)
        let fillings = examples.map { $0.tokens.count - $0.start }.reduce(0, +)
        #expect(fillings > 0 && examples.allSatisfy { $0.start > 1 })
        let before = try trainer.evaluate(examples, tokenizer: dataset.tokenizer)
        #expect(before.tokens == fillings)
        let reports = try (0..<40).map { _ in try trainer.step() }
        #expect(reports.contains { $0.tokens < 96 })
        let after = try trainer.evaluate(examples, tokenizer: dataset.tokenizer)
        #expect(after.natsPerToken < 0.8 * before.natsPerToken)
      }
    }

    @Test func aModelBeginsWhereAnotherOfOtherTokensIs() async throws {
      try await withDataset { dataset, root in
        let file = root.appendingPathComponent("checkpoint.safetensors")
        let (remi, cells) = (dataset.tokenizer, Tokenizer.cells(Cells()))
        let trainer = makeTrainer(dataset, steps: 4, tokenizer: remi.configuration.tokenizerJSON)
        for _ in 0..<4 { _ = try trainer.step() }
        try trainer.save(to: file)
        let deeper = Configuration(
          vocabularySize: cells.vocabulary.count, layerCount: 3, width: 64)
        let parameters = try Parameters(
          deeper, seed: 5, startingFrom: SafeTensors(contentsOf: file),
          vocabulary: cells.vocabulary)
        let tokens = Array(dataset.train.tokens(ofPiece: 0).prefix(50))
        let translated = tokens.map { token in
          Token(cells.vocabulary.firstIndex(of: remi.vocabulary[Int(token.id)]) ?? 0)
        }
        func loss(_ parameters: Parameters, _ c: Configuration, _ tokens: [Token]) -> Double {
          let model = Model(c, parameters, precision: .float32)
          return model.loss(Batch([tokens], padding: remi.paddingToken)).nats.scalar
        }
        let old = loss(trainer.model.parameters, trainer.model.configuration, tokens)
        // The new tokens take a share of the probability; the rest is as it was.
        let new = loss(parameters, deeper, translated)
        #expect(new > old - 1e-3 && new < old + 0.4, "\(old) and \(new)")

        let narrow = Configuration(
          vocabularySize: cells.vocabulary.count, layerCount: 2, width: 128)
        #expect(throws: TrainingError.self) {
          try Parameters(
            narrow, seed: 5, startingFrom: SafeTensors(contentsOf: file),
            vocabulary: cells.vocabulary)
        }
      }
    }
  }
}
