// The laws of measures and distances.

import Foundation
import Music
import TestSupport
import Testing

@testable import Metrics

struct MeasureTests {
  private static let seeds: [UInt64] = [1, 2, 3, 4, 5, 6, 7, 8]

  @Test(arguments: seeds) func aPassageIsNoDistanceFromItself(_ seed: UInt64) {
    let some = passage(randomNotes(seed), bars: 4)
    for measure in Measure.allCases { #expect(measure.distance(some, some) == 0) }
    #expect(OnsetMatching(some.notes, some.notes).f1 == 1)
  }

  @Test(arguments: seeds) func distanceIsTheSameBothWays(_ seed: UInt64) {
    let (a, b) = (passage(randomNotes(seed), bars: 4), passage(randomNotes(seed + 100), bars: 4))
    for measure in Measure.allCases { #expect(measure.distance(a, b) == measure.distance(b, a)) }
    #expect(OnsetMatching(a.notes, b.notes).f1 == OnsetMatching(b.notes, a.notes).f1)
  }

  @Test(arguments: seeds) func noMeasureHearsTheKey(_ seed: UInt64) throws {
    let notes = randomNotes(seed)
    let (low, high) = (passage(notes, bars: 4), passage(transposed(notes, by: 5), bars: 4))
    for measure in Measure.allCases {
      #expect(try #require(measure.distance(low, high)) < 1e-12)
    }
    #expect(OnsetMatching(low.notes, high.notes).f1 < 1)
  }

  @Test func twoBarsByHand() throws {
    // C4 on beats 1 and 2, E4 with the second; then G4 on beat 1 for the whole bar.
    let some = passage([note(0, 60, 12), note(12, 60, 12), note(12, 64, 12), note(48, 67, 48)])
    // Classes C C E G: 1/2, 1/4, 1/4.
    #expect(some.pitchClassEntropy == 1.5)
    #expect(some.range == 7)
    #expect(some.density == 2)
    #expect(some.emptyBarRate == 0)
    // Onsets at 0 and 12, and at 0: one position of 48 differs, in the only pair of bars.
    let groove: Double = 1 - 1.0 / 48
    #expect(some.grooveSimilarity == groove)
    // 12 ticks of one, 12 of two, 48 of one.
    #expect(some.polyphony == 84.0 / 72)
    #expect(some.repetition() == 0)
  }

  @Test func grooveCountsThePairsAndNotTheBars() {
    // Three bars: equal, then unlike in all 4 of 48 positions.
    let rhythm = [0, 12, 24, 36].flatMap { [note($0, 60, 12), note(48 + $0, 60, 12)] }
    let groove: Double = 1 - 4.0 / 48 / 2
    #expect(passage(rhythm, bars: 3).grooveSimilarity == groove)
    #expect(passage(rhythm, bars: 2).grooveSimilarity == 1)
    #expect(passage(rhythm, bars: 1).grooveSimilarity == nil)
  }

  @Test func twelveClassesAlikeAreLogTwelveBits() throws {
    let all = passage((0..<12).map { note($0, 60 + $0, 12) }, bars: 1)
    #expect(abs(try #require(all.pitchClassEntropy) - log2(12)) < 1e-12)
  }

  @Test func anEmptyPassageHasOnlyItsBars() {
    let nothing = passage([], bars: 4)
    #expect(nothing.emptyBarRate == 1)
    #expect(nothing.density == 0)
    for measure in [Measure.pitchClassEntropy, .range, .polyphony, .repetition] {
      #expect(measure.value(nothing) == nil)
    }
    #expect(OnsetMatching([], []).f1 == 1)
  }

  @Test func notesOutsideTheBarsAreNotMeasured() {
    #expect(passage([note(0, 60, 12), note(96, 61, 12)]).notes == [note(0, 60, 12)])
  }

  @Test func aSequenceRepeatsItsRuns() {
    // C D E F, then the same a tone higher after the same time: 5 runs of 4, the last as the first.
    let steps = [0, 2, 4, 5, 2, 4, 6, 7].enumerated().map { note(12 * $0, 60 + $1, 12) }
    #expect(passage(steps).repetition() == 1.0 / 5)
  }

  @Test func timeUnderALongNoteCountsOnce() {
    // One note for a bar, and two short ones within it: 72 ticks of notes in 48.
    let some = passage([note(0, 60, 48), note(12, 64, 12), note(36, 67, 12)], bars: 1)
    #expect(some.polyphony == 1.5)
  }

  @Test func ofBarsOfUnlikeLengthTheLongerOnesPositionsCount() {
    let score = Score(
      ticksPerQuarter: 12, tracks: [],
      metres: [
        Metre(onset: .zero, numerator: 3, denominator: 4),
        Metre(onset: Tick(36), numerator: 4, denominator: 4),
      ])
    let lines = BarLines(score)
    let some = Passage(
      [note(0, 60, 12), note(36, 60, 12), note(48, 60, 12)], bars: [lines.bar(0), lines.bar(1)],
      ticksPerQuarter: 12)
    let groove: Double = 1 - 1.0 / 48
    #expect(some.grooveSimilarity == groove)
  }
}
