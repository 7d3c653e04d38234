// Which chords bars are made of.

import Music
import TestSupport
import Testing

@Suite struct ChordTests {
  /// Bars of 16 ticks in 4/4, each with the given pitches held throughout.
  private func score(_ bars: [[Int]]) -> Score {
    let notes = bars.enumerated().flatMap { bar, pitches in
      pitches.map {
        Note(
          onset: Tick(bar * 16), duration: Tick(16), pitch: Pitch($0), velocity: Velocity(64))
      }
    }
    return Score(ticksPerQuarter: 4, tracks: [Track(notes: notes)])
  }

  private func names(_ score: Score) -> [String] {
    score.chords(in: score.bars()).map(\.chord.description)
  }

  @Test func everyKindOfChordOnEveryRootHasItsOwnName() {
    for quality in Chord.Quality.allCases {
      for root in 0..<12 {
        let score = score([quality.steps.map { 48 + root + $0 }])
        #expect(names(score) == ["\(Chord(root: root, quality: quality))"])
      }
    }
  }

  @Test func inversionsOfTriadsKeepTheirName() {
    #expect(names(score([[52, 55, 60], [55, 60, 64]])) == ["C"])
    #expect(names(score([[48, 52, 57]])) == ["Am"])
  }

  @Test func aChordLastsAsLongAsItsBarsAreAlike() {
    let score = score([[48, 52, 55], [48, 52, 55], [43, 47, 50, 53]])
    let chords = score.chords(in: score.bars())
    #expect(chords.map(\.chord.description) == ["C", "G7"])
    #expect(chords.map(\.onset) == [Tick(0), Tick(32)])
    #expect(chords.map(\.end) == [Tick(32), Tick(48)])
  }

  @Test func aBarOfFourBeatsMayChangeInTheMiddle() {
    let first = [48, 52, 55].map { note(0, $0, 8) }
    let second = [53, 57, 60].map { note(8, $0, 8) }
    let score = Score(ticksPerQuarter: 4, tracks: [Track(notes: first + second)])
    #expect(names(score) == ["C", "F"])
  }

  @Test func aBarOfTwoBeatsHasOneChord() {
    let first = [48, 52, 55].map { note(0, $0, 4) }
    let second = [52, 55, 59].map { note(4, $0, 4) }
    let score = Score(
      ticksPerQuarter: 4, tracks: [Track(notes: first + second)],
      metres: [Metre(onset: .zero, numerator: 2, denominator: 4)])
    #expect(names(score) == ["Cmaj7"])
  }

  @Test func passingNotesDoNotChangeTheChord() {
    let held = [48, 52, 55].map { note(0, $0, 8) }
    let score = Score(
      ticksPerQuarter: 4, tracks: [Track(notes: held + [note(2, 74, 1), note(3, 77, 1)])])
    #expect(names(score) == ["C"])
  }

  @Test func oneNoteSilenceAndClustersHaveNone() {
    #expect(names(score([[60]])).isEmpty)
    #expect(names(score([[]])).isEmpty)
    #expect(names(score([[60, 61, 62, 63, 64, 65]])).isEmpty)
  }

  @Test func drumsHaveNoChords() {
    let drums = Track(channel: 9, notes: [48, 52, 55].map { note(0, $0, 16) })
    #expect(names(Score(ticksPerQuarter: 4, tracks: [drums])).isEmpty)
  }

  @Test func onlyTheGivenBarsAreNamed() {
    let score = score([[48, 52, 55], [53, 57, 60], [43, 47, 50]])
    let chords = score.chords(in: score.bars()[1...1])
    #expect(chords.map(\.chord.description) == ["F"])
  }

  @Test func everyChordCanBeReadAsItIsWritten() {
    for root in 0..<12 {
      for quality in Chord.Quality.allCases {
        let chord = Chord(root: root, quality: quality)
        #expect(Chord(named: "\(chord)") == chord)
      }
    }
    #expect(Chord(named: "A#min7") == Chord(root: 10, quality: .minorSeventh))
    for name in ["", "H", "Cx", "m", "C 7"] { #expect(Chord(named: name) == nil) }
  }

}
