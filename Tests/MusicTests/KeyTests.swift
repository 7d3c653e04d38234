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

  @Test(arguments: [
    "E minor", "Em", "em", "e minor", "E min", "Emin", "e-moll", "E-Moll", "E moll",
  ])
  func aMinorKeyHasManyNames(name: String) {
    #expect(Key(named: name) == Key(tonic: 4, isMinor: true))
  }

  @Test func signsAndWordsMoveTheTonic() {
    for (name, tonic, isMinor) in [
      ("C#m", 1, true), ("F#", 6, false), ("Bb", 10, false), ("bb minor", 10, true),
      ("Cb", 11, false), ("B# major", 0, false), ("C sharp minor", 1, true),
      ("B-flat major", 10, false),
      ("E flat", 3, false), ("cis-moll", 1, true), ("Es-Dur", 3, false), ("As-Dur", 8, false),
      ("b-moll", 10, true), ("H-Dur", 11, false), ("E\u{266D} maj", 3, false), ("DM", 2, false),
    ] {
      #expect(Key(named: name) == Key(tonic: tonic, isMinor: isMinor), "\(name)")
    }
  }

  @Test func aKeyCanBeReadAsItIsWritten() {
    for tonic in 0..<12 {
      for isMinor in [false, true] {
        let key = Key(tonic: tonic, isMinor: isMinor)
        #expect(Key(named: "\(key)") == key)
      }
    }
  }

  @Test(arguments: [
    "", " ", "-", "H", "X minor", "E dorian", "E minor major", "Emm", "minor", "cis",
  ])
  func whatIsNoKeyHasNone(name: String) {
    #expect(Key(named: name) == nil)
  }
}
