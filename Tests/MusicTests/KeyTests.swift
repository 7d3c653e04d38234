// Which key a score is in.

import Music
import Testing

@Suite struct KeyTests {
  private func score(_ pitches: [Int], channel: UInt8 = 0) -> Score {
    let notes = pitches.enumerated().map { index, pitch in
      Note(
        onset: Tick(4 * index), duration: Tick(4), pitch: Pitch(pitch), velocity: Velocity(64))
    }
    return Score(ticksPerQuarter: 4, tracks: [Track(channel: channel, notes: notes)])
  }

  @Test func aCadenceIsInItsKeyWhereverItIsMoved() {
    let major = [60, 64, 67, 65, 69, 72, 67, 71, 74, 60, 64, 67]
    let minor = [60, 63, 67, 65, 68, 72, 67, 71, 74, 60, 63, 67]
    for tonic in 0..<12 {
      #expect(score(major.map { $0 + tonic }).estimatedKey == Key(tonic: tonic, isMinor: false))
      #expect(score(minor.map { $0 + tonic }).estimatedKey == Key(tonic: tonic, isMinor: true))
    }
  }

  @Test func noNotesDrumsAndAllNotesAlikeHaveNoKey() {
    #expect(score([]).estimatedKey == nil)
    #expect(score([60, 64, 67], channel: 9).estimatedKey == nil)
    #expect(score(Array(60..<72)).estimatedKey == nil)
  }

  @Test func keysAreNamedAsMusiciansWriteThem() {
    #expect("\(Key(tonic: 4, isMinor: true))" == "E minor")
    #expect("\(Key(tonic: 8, isMinor: false))" == "Ab major")
    #expect("\(Key(tonic: 8, isMinor: true))" == "G# minor")
  }
}
