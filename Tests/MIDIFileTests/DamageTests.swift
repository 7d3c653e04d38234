// Whatever is done to a file, reading gives a score or an error.

import MIDIFile
import Music
import Random
import Testing

@Suite struct DamageTests {
  /// Everything that files say, in three chunks.
  private let whole = midiFile(
    [0, 0xFF, 0x03, 1, 0x61, 0, 0xFF, 0x51, 3, 7, 0xA1, 0x20, 0, 0xFF, 0x58, 4, 3, 2, 24, 8]
      + [0, 0xFF, 0x59, 2, 1, 0] + endOfTrack,
    [0, 0xC0, 4, 5, 0xB0, 64, 127, 0, 0xF0, 3, 1, 2, 0xF7, 0, 0x90, 60, 64, 2, 60, 65]
      + [0x81, 0x40, 60, 0, 5, 60, 0, 0, 0xB0, 64, 0] + endOfTrack,
    middleC + middleC + endOfTrack)

  @Test func aFileCutAnywhereIsAnErrorExceptBetweenChunks() throws {
    let score = try Score(midi: whole)
    #expect(score.tracks.map(\.notes.count) == [2, 2])
    var counts: [Int: Int] = [:]
    for length in 0..<whole.count {
      do {
        counts[length] = try Score(midi: Array(whole.prefix(length))).noteCount
      } catch {
        #expect(0...length ~= error.offset)
      }
    }
    #expect(counts == [14: 0, 14 + 8 + 30: 0, 14 + 8 + 30 + 8 + 35: 2])
  }

  @Test func aFileWithWrongBytesIsAScoreOrAnErrorWithinTheFile() {
    var generator = SplitMix64(seed: 1)
    var read = 0
    for _ in 0..<20_000 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        bytes[.random(in: 8..<bytes.count, using: &generator)] = .random(
          in: 0...255, using: &generator)
      }
      do {
        let score = try Score(midi: bytes)
        #expect(score.noteCount <= bytes.count / 3)
        read += 1
      } catch {
        #expect(0...bytes.count ~= error.offset)
      }
    }
    #expect(1000...19_000 ~= read)
  }

  @Test func aChordOfHundredThousandNotesInTheWrongOrderIsRead() throws {
    var events: [UInt8] = [0, 0x90]
    for index in 0..<100_000 {
      events += [UInt8(127 - index % 128), UInt8(127 - index % 127), 0]
    }
    events.append(contentsOf: [0x80])
    for index in 0..<100_000 { events += [UInt8(127 - index % 128), 0, index % 2 == 0 ? 1 : 0] }
    events += [0xFF, 0x2F, 0]
    #expect(try Score(midi: midiFile(events)).noteCount == 100_000)
  }

  @Test func aFileThatChangesItsProgramAtEveryNoteIsRead() throws {
    var events: [UInt8] = []
    for index in 0..<65_536 {
      let (channel, program) = (UInt8(index % 16), UInt8(index / 16 % 128))
      events += [0, 0xC0 | channel, program, 0, 0x90 | channel, 60, 64, 1, 60, 0]
    }
    let score = try Score(midi: midiFile(events))
    #expect(score.tracks.count == 2048)
    #expect(score.tracks.allSatisfy { $0.notes.count == 32 })
  }
}
