// What is no piano music with bars is told from what is.

import Music
import Random
import TestSupport
import Testing

@testable import Corpus

struct SoundnessTests {
  private func kind(_ score: Score, hasBars: Bool = true) -> RefusalKind? {
    do throws(Refusal) {
      try score.checkSoundness(hasBars: hasBars)
      return nil
    } catch {
      return error.kind
    }
  }

  private func score(_ notes: [Note], program: UInt8 = 0, metre: Int = 4) -> Score {
    Score(
      ticksPerQuarter: 480, tracks: [Track(program: program, notes: notes)],
      metres: [Metre(onset: .zero, numerator: metre, denominator: 4)])
  }

  /// Three beats, of which the first is long and low.
  private func waltz(beats: Int) -> [Note] {
    var notes: [Note] = []
    for beat in 0..<beats {
      let onset = beat * 480
      guard beat % 3 == 0 else {
        notes.append(note(onset, 55 + beat % 7, 200))
        continue
      }
      notes.append(note(onset, 40 + beat % 5, 1440))
      notes.append(note(onset, 70, 960))
    }
    return notes
  }

  @Test func musicIsSound() {
    for seed: UInt64 in 0..<10 { #expect(kind(RandomScore.barred(seed: seed, bars: 40)) == nil) }
    #expect(kind(score(waltz(beats: 300), metre: 3)) == nil)
  }

  @Test func fewNotesAndFewPitchesAreTrivial() {
    #expect(kind(score((0..<15).map { note($0 * 480, 50 + $0, 240) })) == .trivial)
    #expect(kind(score((0..<16).map { note($0 * 480, 50 + $0, 240) })) == nil)
    #expect(kind(score((0..<90).map { note($0 * 480, 50 + $0 % 3, 240) })) == .trivial)
    #expect(kind(score([])) == .trivial)
  }

  @Test func otherInstrumentsAreNoPiano() {
    let notes = (0..<40).map { note($0 * 480, 50 + $0, 240) }
    #expect(kind(score(notes, program: 40)) == .noPiano)
    #expect(kind(score(notes, program: 7)) == nil)
  }

  @Test func moreOrFewerNotesThanHandsPlayAreRefused() {
    #expect(kind(score((0..<40).map { note(0, 30 + $0, 240) })) == .density)
    #expect(kind(score((0..<900).map { note($0, 30 + $0 % 40, 240) }), hasBars: false) == .density)
    #expect(kind(score((0..<40).map { note($0 * 19200, 30 + $0, 240) })) == .density)
  }

  @Test func twentyFourNotesMayBeginAtOnce() {
    func chord(_ count: Int) -> Score { score((0..<count).map { note(0, 40 + $0, 1920) }) }
    #expect(kind(chord(24), hasBars: false) == nil)
    #expect(kind(chord(25), hasBars: false) == .density)
  }

  @Test func notesBetweenTheBeatsHaveNoBars() {
    var generator = SplitMix64(seed: 3)
    let notes = (0..<400).map { _ in note(generator.below(96_000), 40 + generator.below(40), 240) }
    #expect(kind(score(notes)) == .metre)
    #expect(kind(score(notes), hasBars: false) == nil)
  }

  @Test func aWaltzInFourFourIsRefused() {
    #expect(kind(score(waltz(beats: 600), metre: 4)) == .metre)
    #expect(kind(score(waltz(beats: 600), metre: 3)) == nil)
    let late = waltz(beats: 600).map {
      note($0.onset.value + 480, Int($0.pitch.number), $0.duration.value)
    }
    #expect(kind(score(late, metre: 3)) == .metre)
  }
}
