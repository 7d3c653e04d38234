// Models that read and predict rows of several tokens.

import Corpus
import Foundation
import MidiTok
import RWKVTraining
import Testing
import Tokens
import Torch

extension LibtorchTests {
  @Suite struct RowTests {
    private func tokenizer(_ tokenization: TokenizerConfiguration.Tokenization) -> Tokenizer {
      var configuration = TokenizerConfiguration.continuo
      configuration.tokenization = tokenization
      configuration.useSustainPedals = false
      configuration.barLimit = 128
      return .rows(RowText(configuration))
    }

    private let sizes = [3, 4, 5]

    /// A model of rows of three tokens whose columns depend on each other.
    private func model(layers: Int) -> Model {
      let configuration = Configuration(
        vocabularySize: 12, layerCount: layers, width: 64, columnSizes: sizes)
      let parameters = Parameters(configuration, seed: 1)
      withoutGradients {
        for name in ["emb.weight", "row.value.weight", "row.before.weight", "head.weight"] {
          parameters[name].fillUniform(-0.5...0.5)
        }
      }
      return Model(configuration, parameters, precision: .float32)
    }

    @Test(arguments: [TokenizerConfiguration.Tokenization.compoundWord, .octuple])
    func aModelOfRowsLearns(tokenization: TokenizerConfiguration.Tokenization) async throws {
      try await withDataset(tokenizer(tokenization)) { dataset, root in
        let trainer = makeTrainer(dataset, steps: 60)
        let losses = try (0..<60).map { _ in try trainer.step().loss }
        let even = dataset.tokenizer.columnSizes.reduce(0) { $0 + log(Double($1)) }
        #expect(abs(losses[0] - even) < 0.1 * even)
        #expect(losses.suffix(5).reduce(0, +) / 5 < 0.5 * even)

        let store = dataset.validation
        let examples = store.evaluationWindows(length: 50, dataset.tokenizer)
          .map { Example(tokens: $0) }
        let result = try trainer.model.evaluate(examples, tokenizer: dataset.tokenizer, batch: 3)
        #expect(result.notes == store.pieces.reduce(0) { $0 + $1.notes })
        #expect(result.tokens == store.tokenCount / dataset.tokenizer.rowWidth - store.pieceCount)

        let file = root.appendingPathComponent("checkpoint.safetensors")
        try trainer.save(to: file)
        let again = makeTrainer(dataset, steps: 60)
        try again.restore(from: file)
        #expect(try again.step().loss == trainer.step().loss)
      }
    }

    /// What is said in a row depends on what stands before it there, and on nothing behind.
    @Test func aColumnKnowsTheColumnsBeforeIt() {
      let model = model(layers: 1)
      /// Nats of all values of the last column, the values before being these.
      func nats(_ first: Int, _ second: Int) -> [Double] {
        (0..<5).map { last in
          let ids: [Int] = [0, 3, 7, first, 3 + second, 7 + last]
          let batch = Batch([ids.map { Token($0) }], padding: Token(0), columnSizes: sizes)
          return withoutGradients { model.loss(batch).nats.scalar }
        }
      }
      let ratios = zip(nats(0, 1), nats(2, 1)).map { $0 - $1 }
      #expect((ratios.max() ?? 0) - (ratios.min() ?? 0) > 1e-3)
      var total = 0.0
      for first in 0..<3 {
        for second in 0..<4 { total += nats(first, second).reduce(0) { $0 + exp(-$1) } }
      }
      #expect(abs(total - 1) < 1e-4)
    }

    @Test func rowsOfDifferentLengthsArePackedOrPaddedAlike() {
      let model = model(layers: 2)
      func window(_ count: Int) -> [Token] {
        var tokens: [Token] = []
        for row in 0..<count {
          tokens += [Token(row % 3), Token(3 + row % 4), Token(7 + row * 3 % 5)]
        }
        return tokens
      }
      let windows = [window(9), window(5)]
      let losses = [true, false].map { packs in
        let batch = Batch(
          windows, padding: Token(0), starts: [2, 1], packs: packs, columnSizes: sizes)
        #expect(batch.targetCount == 7 + 4)
        return withoutGradients { model.loss(batch).nats.scalar }
      }
      #expect(abs(losses[0] - losses[1]) < 1e-5)
    }
  }
}
