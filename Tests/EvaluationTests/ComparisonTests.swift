// The laws of assessing fillings.

import Corpus
import Metrics
import Music
import Testing
import Tokens

@testable import Evaluation

struct ComparisonTests {
  /// Who knows what the composer wrote.
  private struct Composer: Filler {
    let name = "composer"

    func fill(_ place: HeldOutHole, takes: Int, seed: UInt64) -> [Filling] {
      (0..<takes).map { _ in Filling(place.trimmed(place.truth.notes), in: place, hasItsBars: true)
      }
    }
  }

  private func assessment(_ store: TokenStore) -> HoleEvaluation {
    HoleEvaluation(store, cells, holes: 6, takes: 3, seed: 1)
  }

  @Test func theComposerIsNoDistanceFromTheMusic() throws {
    try withStore { store in
      let results = try assessment(store).comparisons(Composer(), Nearness(store, cells))
      #expect(results.count == HoleTask.all.count)
      for result in results {
        #expect(result.holes == 6 && result.takes == 18)
        #expect(result.keepsSeams == 1 && result.hasItsBars == 1)
        #expect(result.diversity == 0)
        #expect(result.f1 > 0.9 && abs(result.f1 - (result.bestF1[1] ?? 0)) < 1e-9)
        // The same notes as training has: what is nearest to them is themselves.
        #expect(try #require(result.nearestTrue).mean > 0.9)
        #expect(try #require(result.rows["density"]).trueMean > 0)
      }
    }
  }

  @Test func tasksOfAsManyBarsHaveTheSameHoles() throws {
    try withStore { store in
      let both = HoleTask(bars: 4, seesAfter: true).places(store, cells, count: 8, seed: 3)
      let before = HoleTask(bars: 4, seesAfter: false).places(store, cells, count: 8, seed: 3)
      #expect(both.count == 8)
      for (both, before) in zip(both, before) {
        #expect(both.truth == before.truth)
        #expect(both.score.noteCount > before.score.noteCount)
        #expect(both.truth.bars.count == 4)
      }
    }
  }

  @Test func thosePartsThatAreGivenAndCutAreTheWhole() throws {
    try withStore { store in
      for place in HoleTask(bars: 2, hands: [.left], seesAfter: true)
        .places(store, cells, count: 8, seed: 4)
      {
        let all = place.given(.right) + place.given(.left) + place.truth.notes
        #expect(all.sorted() == place.score.tracks.flatMap(\.notes).sorted())
      }
    }
  }

  @Test func whoeverIsComparedKeepsSeamsAndBars() throws {
    try withStore { store in
      let tasks = [
        HoleTask(bars: 1, seesAfter: true), HoleTask(bars: 2, seesAfter: false),
        HoleTask(bars: 1, hands: [.left], seesAfter: true),
      ]
      let assessment = HoleEvaluation(store, cells, tasks: tasks, holes: 2, takes: 2, seed: 1)
      let markov = Markov(store, vocabularySize: cells.vocabulary.count, order: 3)
      for result in try assessment.comparisons(Repeater(), nil)
        + assessment.comparisons(MarkovFiller(markov, cells), nil)
      {
        #expect(result.keepsSeams == 1 && result.hasItsBars == 1)
        #expect(result.takes == (result.filler == "repeat the prompt" ? 2 : 4))
        #expect(result.relative > 0)
      }
    }
  }

  @Test func aNoteAcrossTheEndDoesNotKeepTheSeam() throws {
    try withStore { store in
      let place = try #require(
        HoleTask(bars: 1, seesAfter: true).places(store, cells, count: 1, seed: 5).first)
      let bar = place.truth.bars[0]
      func keeps(_ onset: Tick, _ end: Tick) -> Bool {
        let note = Note(
          onset: onset, duration: end - onset, pitch: Pitch(108), velocity: Velocity(80))
        return Filling([note], in: place, hasItsBars: true).keepsSeams
      }
      #expect(keeps(bar.onset, bar.end))
      #expect(!keeps(bar.onset, bar.end + Tick(1)))
      #expect(!keeps(bar.onset - Tick(1), bar.end))
    }
  }
}
