// The laws of matching notes and finding runs.

import Music
import TestSupport
import Testing

@testable import Metrics

struct MatchingTests {
  @Test func aNoteIsMatchedOnce() {
    // Two strikes of one key against one: precision 1/2, recall 1.
    let matching = OnsetMatching([note(0, 60, 12), note(0, 60, 3)], [note(0, 60, 12)])
    #expect(matching.matched == 1)
    #expect(matching.f1 == 2.0 / 3)
  }

  @Test func otherKeysAndOtherTimesDoNotMatch() {
    #expect(OnsetMatching([note(0, 60, 12)], [note(0, 72, 12)]).matched == 0)
    #expect(OnsetMatching([note(0, 60, 12)], [note(1, 60, 12)]).matched == 0)
    #expect(OnsetMatching([note(0, 60, 12)], [note(1, 60, 12)], tolerance: Tick(1)).matched == 1)
  }

  @Test func aMomentIsMatchedOnceWithinSevenHundredthsOfASecond() {
    #expect(TimeMatching([1, 2, 3], [1.06, 2.08, 3]).f1 == 2.0 / 3)
    #expect(TimeMatching([1, 1.05], [1]).f1 == 2.0 / 3)
    #expect(TimeMatching([1], [0.95, 1.05]).f1 == 2.0 / 3)
    #expect(TimeMatching([2, 3], [2, 3]).f1 == 1)
  }

  @Test func momentsOutsideWhatIsMarkedDoNotCount() {
    #expect(TimeMatching([0, 1, 2, 3], [1, 2]).f1 == 1)
    #expect(TimeMatching([], [1]).f1 == 0)
    #expect(TimeMatching([1], []).f1 == 0)
  }

  /// The largest matching found by trying all of them.
  private func largest(_ a: [Note], _ b: [Note], _ tolerance: Int) -> Int {
    guard let first = a.first else { return 0 }
    let rest = Array(a.dropFirst())
    var best = largest(rest, b, tolerance)
    for index in b.indices
    where b[index].pitch == first.pitch
      && abs(b[index].onset.value - first.onset.value) <= tolerance
    {
      var others = b
      others.remove(at: index)
      best = max(best, 1 + largest(rest, others, tolerance))
    }
    return best
  }

  @Test(arguments: [0, 1, 3, 6]) func noMatchingIsLarger(_ tolerance: Int) {
    for seed in 0..<40 as Range<UInt64> {
      func few(_ seed: UInt64) -> [Note] {
        randomNotes(seed, count: 6, bars: 1).map {
          note($0.onset.value, 60 + $0.duration.value % 2, 12)
        }
      }
      let (a, b) = (few(seed), few(seed + 999))
      let matching = OnsetMatching(a, b, tolerance: Tick(tolerance))
      #expect(matching.matched == largest(a, b, tolerance))
    }
  }

  @Test func runsAreFoundInAnyKeyAndPlace() {
    let notes = randomNotes(7).sorted()
    let moved = notes.map { note($0.onset.value + 480, Int($0.pitch.number) + 3, 12) }.sorted()
    let (runs, again) = (
      Phrases(notes, ticksPerQuarter: 12).runs(length: 6).map(\.hash),
      Phrases(moved, ticksPerQuarter: 12).runs(length: 6).map(\.hash)
    )
    #expect(runs == again)
    // A key struck twice at once counts once.
    #expect(runs.count == Set(notes.map { [$0.onset.value, Int($0.pitch.number)] }).count - 5)
    #expect(
      Phrases(Array(notes.prefix(5)), ticksPerQuarter: 12).runs(length: 6).isEmpty)
  }

  @Test func theNearestPieceHasMostOfTheRuns() throws {
    let index = PhraseIndex([[1, 2, 3], [2, 3, 4, 5], [9]])
    let nearest = try #require(index.nearest([2, 4, 5, 7]))
    #expect(nearest.piece == 1)
    #expect(nearest.share == 0.75)
    #expect(try #require(index.nearest([2, 3])).piece == 0)
    #expect(try #require(index.nearest([7])).share == 0)
    #expect(index.nearest([])?.share == nil)
  }
}
