// The recorded small model, evaluated: what it expects and fills has the recorded numbers.

import Checkpoint
import Completion
import Corpus
import Foundation
import Metrics
import Music
import RWKV
import TestSupport
import Testing
import Tokens

@testable import Evaluation

struct SmallModelTests {
  private func model() throws -> Model {
    try Model(SafeTensors(contentsOf: Recorded.cellsModel), threads: 2)
  }

  @Test func forecastsAreTheModelsOwnSurprises() throws {
    let model = try model()
    try withStore { store in
      let task = HoleTask(bars: 2, seesAfter: true)
      let examples = task.places(store, cells, count: 3, seed: 1).map { $0.example(cells) }
      let forecasts = model.forecasts(examples, cells)
      #expect(forecasts.count == examples.reduce(0) { $0 + $1.tokens.count - $1.start })
      var place = 0
      for example in examples {
        let ids = example.tokens.map { Int($0.id) }
        var state = [model.makeState()]
        var logits: [Float] = []
        for index in 0..<ids.count - 1 {
          logits = model.step([ids[index]], states: &state)[...].map { $0 }
          guard index + 1 >= example.start else { continue }
          let expected = surprise(of: ids[index + 1], logits[...])
          #expect(abs(forecasts[place].bits - expected) < 1e-3)
          place += 1
        }
      }
      // The past of random music helps a model of random weights.
      let known = forecasts.filter { $0.situation != nil }
      #expect(known.count * 2 > forecasts.count)
      func bits(_ shares: RecallShares) -> Double {
        forecasts.reduce(0) { $0 + $1.bits(shares) }
      }
      let alone = forecasts.reduce(0) { $0 + $1.bits }
      let fitted = RecallShares(fitting: forecasts)
      #expect(bits(RecallShares { _ in 0 }) == alone)
      #expect(bits(fitted) < bits(.usual) && bits(.usual) < alone)
      #expect(bits(fitted) < bits(RecallShares { _ in 0.2 }))
    }
  }

  @Test func theModelFillsHolesWithinTheirSeamsAndTheSameForASeed() throws {
    let model = try model()
    try withStore { store in
      let tasks = [
        HoleTask(bars: 1, seesAfter: true), HoleTask(bars: 2, hands: [.left], seesAfter: true),
      ]
      let evaluation = HoleEvaluation(store, cells, tasks: tasks, holes: 2, takes: 2, seed: 1)
      let filler = ModelFiller("small", model, cells)
      let results = try evaluation.comparisons(filler, nil)
      let again = try evaluation.comparisons(ModelFiller("small", model, cells), nil)
      for (result, other) in zip(results, again) {
        #expect(result.keepsSeams == 1 && result.hasItsBars == 1)
        #expect(result.holes == 2 && result.takes == 4)
        #expect(result.f1 == other.f1 && result.relative == other.relative)
        #expect(try #require(result.diversity) > 0.5)
      }
      let place = evaluation.places[0].places[0]
      let other = try filler.fill(place, takes: 2, seed: 2)
      let first = try filler.fill(place, takes: 2, seed: 1)
      #expect(first.map(\.notes) != other.map(\.notes))
    }
  }
}
