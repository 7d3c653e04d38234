// From music to tokens, by hand.

import MidiTok
import Music
import Testing
import Tokens

@Suite struct EncodingTests {
  private let remi = REMI(.continuo)

  private func note(_ onset: Int, _ duration: Int, _ pitch: Int) -> Note {
    Note(onset: Tick(onset), duration: Tick(duration), pitch: Pitch(pitch), velocity: Velocity(64))
  }

  private func encode(
    _ notes: [Note], pedals: [Pedal] = [], metres: [Metre] = [], channel: UInt8 = 0
  ) -> String {
    let track = Track(channel: channel, notes: notes, pedals: pedals)
    return remi.names(remi.encode(Score(ticksPerQuarter: 480, tracks: [track], metres: metres)))
  }

  @Test func notesOfOnePositionStandByPitch() {
    #expect(
      encode([note(0, 480, 64), note(2, 240, 60), note(960, 160, 62)])
        == "Bar_None TimeSig_4/4 Position_0 Pitch_60 Duration_0.6.12 Pitch_64 Duration_1.0.12 "
        + "Position_24 Pitch_62 Duration_0.4.12")
  }

  @Test func emptyBarsStandBetweenNotesButNotAfterThem() {
    #expect(
      encode([note(1920 * 2, 1920 * 3, 60)])
        == "Bar_None TimeSig_4/4 Bar_None TimeSig_4/4 Bar_None TimeSig_4/4 Position_0 Pitch_60 "
        + "Duration_12.0.4")
  }

  @Test func anEmptyScoreIsOneEmptyBar() {
    #expect(encode([]) == "Bar_None TimeSig_4/4")
  }

  @Test func drumsAreLeftOut() {
    #expect(encode([note(0, 480, 36)], channel: 9) == encode([]))
  }

  @Test func keysThatAPianoDoesNotHaveAreLeftOut() {
    #expect(encode([note(0, 480, 20), note(0, 480, 109), note(0, 480, 127)]) == encode([]))
    #expect(encode([note(0, 480, 21), note(0, 480, 108)]).contains("Pitch_21"))
  }

  @Test func aKeyIsStruckOnceAtAPosition() {
    #expect(encode([note(0, 480, 60), note(1, 240, 60)]) == encode([note(0, 240, 60)]))
  }

  @Test func halvesAreReadAsQuarters() {
    let metres = [
      Metre(onset: .zero, numerator: 3, denominator: 2),
      Metre(onset: Tick(480 * 6), numerator: 2, denominator: 1),
    ]
    #expect(
      encode([note(480 * 6, 480, 60)], metres: metres)
        == "Bar_None TimeSig_6/4 Bar_None TimeSig_8/4 Position_0 Pitch_60 Duration_1.0.12")
  }

  @Test func aMetreWaitsForTheBarLine() {
    let metres = [Metre(onset: Tick(100), numerator: 3, denominator: 4)]
    #expect(
      encode([note(1920, 480, 60)], metres: metres)
        == "Bar_None TimeSig_4/4 Bar_None TimeSig_3/4 Position_0 Pitch_60 Duration_1.0.12")
  }

  @Test func aMetreWithoutATokenIsNotHeard() {
    let metres = [Metre(onset: .zero, numerator: 99, denominator: 32)]
    #expect(encode([note(0, 480, 60)], metres: metres) == encode([note(0, 480, 60)]))
  }

  @Test func pedalsThatTouchAreOne() {
    let pedals = [(0, 480), (481, 100), (700, 260)].map {
      Pedal(onset: Tick($0.0), duration: Tick($0.1))
    }
    #expect(
      encode([note(480, 480, 60)], pedals: pedals)
        == "Bar_None TimeSig_4/4 Position_0 Pedal_0 Position_12 Pitch_60 Duration_1.0.12 "
        + "Position_15 PedalOff_0 Position_18 Pedal_0 Position_25 PedalOff_0")
  }

  @Test(arguments: [-12, -1, 0, 1, 12])
  func transposedTokensAreTheTokensOfTransposedNotes(_ semitones: Int) {
    let notes = (0..<12).map { note($0 * 100, 300, 40 + $0 * 3) }
    let moved = notes.map {
      note($0.onset.value, $0.duration.value, Int($0.pitch.number) + semitones)
    }
    let tokens = remi.tokens(encode(notes))
    let table = remi.transposition(by: semitones)
    #expect(remi.names(tokens.map { table[Int($0.id)] }) == encode(moved))
  }

  @Test func aPitchThatLeavesThePianoBecomesPadding() {
    let low = remi.tokens(encode([note(0, 480, 60), note(0, 480, 25)]))
    #expect(Tokenizer.remi(remi).transpositions(of: low) == -4...48)
    #expect(remi.transposition(by: -5)[Int(low[3].id)] == remi.paddingToken)
  }
}
