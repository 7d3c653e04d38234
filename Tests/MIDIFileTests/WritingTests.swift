// What is written, and that reading it gives the same score back.

import MIDIFile
import Music
import TestSupport
import Testing

@Suite struct WritingTests {
  @Test func aSmallScoreIsTheseBytes() throws {
    let score = Score(
      ticksPerQuarter: 96,
      tracks: [
        Track(
          name: "RH", channel: 2, program: 6,
          notes: [
            Note(onset: .zero, duration: Tick(96), pitch: Pitch(60), velocity: Velocity(64)),
            Note(onset: Tick(96), duration: Tick(200), pitch: Pitch(60), velocity: Velocity(65)),
          ],
          pedals: [Pedal(onset: Tick(10), duration: Tick(86))])
      ],
      tempos: [Tempo(onset: .zero, microsecondsPerQuarter: 500_000)],
      metres: [Metre(onset: .zero, numerator: 6, denominator: 8)],
      keys: [KeySignature(onset: .zero, sharps: -3, isMinor: true)])
    let bytes = midiFile(
      [0, 0xFF, 0x51, 3, 0x07, 0xA1, 0x20, 0, 0xFF, 0x58, 4, 6, 3, 12, 8]
        + [0, 0xFF, 0x59, 2, 0xFD, 1] + endOfTrack,
      [0, 0xFF, 0x03, 2, 0x52, 0x48, 0, 0xC2, 6, 0, 0x92, 60, 64, 10, 0xB2, 64, 127]
        + [86, 0x92, 60, 0, 0, 0xB2, 64, 0, 0, 0x92, 60, 65, 0x81, 0x48, 60, 0] + endOfTrack,
      division: [0, 96])
    #expect(score.midi() == bytes)
    #expect(try Score(midi: bytes) == score)
  }

  @Test func anEmptyScoreIsAFileAndComesBack() throws {
    let score = Score(ticksPerQuarter: 32767, tracks: [])
    #expect(try Score(midi: score.midi()) == score)
  }

  @Test func aWaitLongerThanFourBytesCanSayIsWritten() throws {
    let far = Tick(Int(Int32.max) - 1)
    let note = Note(onset: far, duration: Tick(1), pitch: Pitch(0), velocity: Velocity(127))
    let score = Score(
      ticksPerQuarter: 1, tracks: [Track(notes: [note])],
      keys: [KeySignature(onset: far, sharps: 7, isMinor: false)])
    #expect(try Score(midi: score.midi()) == score)
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func aScoreIsTheSameAfterWritingAndReading(seed: UInt64) throws {
    let score = RandomScore.dense(seed: seed).withFirstBegunFirstEnded
    #expect(score.noteCount > 0)
    #expect(try Score(midi: score.midi()) == score)
  }

  @Test(arguments: 0..<100 as Range<UInt64>)
  func ofNotesWithinNotesOfTheirPitchOnlyTheEndsAreExchanged(seed: UInt64) throws {
    let score = RandomScore.dense(seed: seed)
    #expect(score != score.withFirstBegunFirstEnded)
    #expect(try Score(midi: score.midi()) == score.withFirstBegunFirstEnded)
  }

  @Test func pedalsThatOverlapAreJoined() throws {
    let note = Note(onset: .zero, duration: Tick(1), pitch: Pitch(60), velocity: Velocity(1))
    func score(_ pedals: [(Int, Int)]) -> Score {
      let pedals = pedals.map { Pedal(onset: Tick($0.0), duration: Tick($0.1)) }
      return Score(ticksPerQuarter: 4, tracks: [Track(notes: [note], pedals: pedals)])
    }
    let overlapping = score([(0, 10), (5, 20), (6, 1), (25, 5), (30, 0), (31, 9), (32, 1)])
    let joined = score([(0, 25), (25, 5), (30, 0), (31, 9)])
    #expect(try Score(midi: overlapping.midi()) == joined)
    #expect(try Score(midi: joined.midi()) == joined)
  }
}
