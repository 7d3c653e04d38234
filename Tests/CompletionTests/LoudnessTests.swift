// New notes are as loud as those at the same place of the bars around.

import Music
import TestSupport
import Testing

@testable import Completion

@Suite struct LoudnessTests {
  /// All tokens are equally likely to it, so that it plays at every place of a bar.
  private let model = RandomModel.insisting(on: "Pitch_60", by: 0)

  private func newNotes(_ score: Score, _ hole: Hole) throws -> [Note] {
    var options = CompletionOptions()
    options.seed = 3
    options.dynamics = false
    var notes: [Note] = []
    for event in try complete(score, hole, options, model: model, cells: RandomModel.cells) {
      if case .take(let take) = event { notes += take.tracks.flatMap(\.notes) }
    }
    return notes
  }

  /// A bar of eighths.
  private func bar(_ number: Int, _ velocities: [Int]) -> [Note] {
    velocities.enumerated().map { eighth, velocity in
      note(8 * number + eighth, 60 + eighth, velocity: velocity, unit: 240)
    }
  }

  private func score(_ notes: [Note]) -> Score {
    Score(ticksPerQuarter: 480, tracks: [Track(notes: notes)])
  }

  @Test func downbeatsBeatsAndOffbeatsHaveTheMedianOfTheirOwn() throws {
    // The first two bars are too far away to count.
    let downbeats = [1, 127, 110, 90, 127, 100]
    let notes = downbeats.enumerated().flatMap { number, velocity in
      bar(
        number,
        number < 2
          ? [velocity, 1, 127, 127, 127, 127, 127, 1] : [velocity, 20, 60, 30, 62, 40, 64, 50])
    }
    let new = try newNotes(score(notes), .after(bars: 4))
    let places = Dictionary(grouping: new) { note in
      note.onset.value % 1920 == 0 ? 0 : note.onset.value % 480 == 0 ? 1 : 2
    }
    // Of two in the middle the lower.
    for (place, velocity) in [100, 62, 30].enumerated() {
      let velocities = try #require(places[place]).map(\.velocity.value)
      #expect(Set(velocities) == [UInt8(velocity)])
    }
  }

  @Test func whereFewBarsAreBeforeTheNearestAfterCountToo() throws {
    let notes = [40, 1, 60, 80, 100, 120, 120, 120].enumerated().flatMap { number, velocity in
      number == 1 ? [] : bar(number, Array(repeating: velocity, count: 8))
    }
    // One bar before and three after.
    let new = try newNotes(score(notes), .bars(1...1))
    #expect(!new.isEmpty && Set(new.map(\.velocity)) == [Velocity(60)])
  }
}
