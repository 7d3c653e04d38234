// From music to tokens, by hand.

import MidiTok
import Music
import TestSupport
import Testing
import Tokens

@Suite struct EncodingTests {
  private let remi = REMI(.continuo)

  private func encode(
    _ notes: [Note], pedals: [Pedal] = [], metres: [Metre] = [], channel: UInt8 = 0
  ) -> String {
    let track = Track(channel: channel, notes: notes, pedals: pedals)
    return remi.names(remi.encode(Score(ticksPerQuarter: 480, tracks: [track], metres: metres)))
  }

  @Test func notesOfOnePositionStandByPitch() {
    #expect(
      encode([note(0, 64, 480), note(2, 60, 240), note(960, 62, 160)])
        == "Bar_None TimeSig_4/4 Position_0 Pitch_60 Duration_0.6.12 Pitch_64 Duration_1.0.12 "
        + "Position_24 Pitch_62 Duration_0.4.12")
  }

  @Test func emptyBarsStandBetweenNotesButNotAfterThem() {
    #expect(
      encode([note(1920 * 2, 60, 1920 * 3)])
        == "Bar_None TimeSig_4/4 Bar_None TimeSig_4/4 Bar_None TimeSig_4/4 Position_0 Pitch_60 "
        + "Duration_12.0.4")
  }

  @Test func anEmptyScoreIsOneEmptyBar() {
    #expect(encode([]) == "Bar_None TimeSig_4/4")
  }

  @Test func drumsAreLeftOut() {
    #expect(encode([note(0, 36, 480)], channel: 9) == encode([]))
  }

  @Test func keysThatAPianoDoesNotHaveAreLeftOut() {
    #expect(encode([note(0, 20, 480), note(0, 109, 480), note(0, 127, 480)]) == encode([]))
    #expect(encode([note(0, 21, 480), note(0, 108, 480)]).contains("Pitch_21"))
  }

  @Test func aKeyIsStruckOnceAtAPosition() {
    #expect(encode([note(0, 60, 480), note(1, 60, 240)]) == encode([note(0, 60, 240)]))
  }

  @Test func halvesAreReadAsQuarters() {
    let metres = [
      Metre(onset: .zero, numerator: 3, denominator: 2),
      Metre(onset: Tick(480 * 6), numerator: 2, denominator: 1),
    ]
    #expect(
      encode([note(480 * 6, 60, 480)], metres: metres)
        == "Bar_None TimeSig_6/4 Bar_None TimeSig_8/4 Position_0 Pitch_60 Duration_1.0.12")
  }

  @Test func aMetreWaitsForTheBarLine() {
    let metres = [Metre(onset: Tick(100), numerator: 3, denominator: 4)]
    #expect(
      encode([note(1920, 60, 480)], metres: metres)
        == "Bar_None TimeSig_4/4 Bar_None TimeSig_3/4 Position_0 Pitch_60 Duration_1.0.12")
  }

  @Test func aMetreWithoutATokenIsNotHeard() {
    let metres = [Metre(onset: .zero, numerator: 99, denominator: 32)]
    #expect(encode([note(0, 60, 480)], metres: metres) == encode([note(0, 60, 480)]))
  }

  @Test func pedalsThatTouchAreOne() {
    let pedals = [(0, 480), (481, 100), (700, 260)].map {
      Pedal(onset: Tick($0.0), duration: Tick($0.1))
    }
    #expect(
      encode([note(480, 60, 480)], pedals: pedals)
        == "Bar_None TimeSig_4/4 Position_0 Pedal_0 Position_12 Pitch_60 Duration_1.0.12 "
        + "Position_15 PedalOff_0 Position_18 Pedal_0 Position_25 PedalOff_0")
  }

  @Test(arguments: [-12, -1, 0, 1, 12])
  func transposedTokensAreTheTokensOfTransposedNotes(_ semitones: Int) {
    let notes = (0..<12).map { note($0 * 100, 40 + $0 * 3, 300) }
    let moved = notes.map {
      note($0.onset.value, Int($0.pitch.number) + semitones, $0.duration.value)
    }
    let tokens = remi.tokens(encode(notes))
    let table = remi.transposition(by: semitones)
    #expect(remi.names(tokens.map { table[Int($0.id)] }) == encode(moved))
  }

  @Test func aPitchThatLeavesThePianoBecomesPadding() {
    let low = remi.tokens(encode([note(0, 60, 480), note(0, 25, 480)]))
    #expect(Tokenizer.remi(remi).transpositions(of: low) == -4...48)
    #expect(remi.transposition(by: -5)[Int(low[3].id)] == remi.paddingToken)
  }
}
