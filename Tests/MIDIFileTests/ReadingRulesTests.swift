// One test for each rule by which files are read.

import MIDIFile
import Music
import Testing

@Suite struct ReadingRulesTests {
  private func notes(_ events: [UInt8]) throws -> [[Int]] {
    let score = try Score(midi: midiFile(events + endOfTrack))
    return score.tracks.flatMap(\.notes).map {
      [$0.onset.value, $0.duration.value, Int($0.pitch.number), Int($0.velocity.value)]
    }
  }

  private func pedals(_ events: [UInt8]) throws -> [[Int]] {
    let score = try Score(midi: midiFile(events + endOfTrack))
    return score.tracks.flatMap(\.pedals).map { [$0.onset.value, $0.duration.value] }
  }

  @Test func aNoteOnOfVelocityZeroEndsTheNote() throws {
    #expect(try notes([5, 0x90, 60, 64, 10, 60, 0]) == [[5, 10, 60, 64]])
  }

  @Test func ofOverlappingNotesOfOnePitchTheFirstToBeginIsTheFirstToEnd() throws {
    let events: [UInt8] = [0, 0x90, 60, 64, 10, 60, 65, 10, 60, 0, 10, 60, 0]
    #expect(try notes(events) == [[0, 20, 60, 64], [10, 20, 60, 65]])
  }

  @Test func aNoteWithoutAnEndIsDropped() throws {
    #expect(try notes([0, 0x90, 60, 64] + [0, 62, 64, 10, 62, 0]) == [[0, 10, 62, 64]])
    #expect(try Score(midi: midiFile([0, 0x90, 60, 64] + endOfTrack)).tracks.isEmpty)
  }

  @Test func anEndWithoutANoteSaysNothing() throws {
    #expect(try notes([0, 0x80, 60, 0] + middleC) == [[0, 96, 60, 64]])
  }

  @Test func aNoteOfNoLengthLastsOneTick() throws {
    #expect(try notes([7, 0x90, 60, 64, 0, 60, 0]) == [[7, 1, 60, 64]])
  }

  @Test func aNoteKeepsTheProgramUnderWhichItBegan() throws {
    let events: [UInt8] = [
      0, 0xC0, 5, 0, 0x90, 60, 64, 16, 0xC0, 2, 16, 0x90, 62, 65, 16, 0x80, 60, 0, 0, 62, 0,
    ]
    let tracks = try Score(midi: midiFile(events + endOfTrack)).tracks
    #expect(tracks.map(\.program) == [2, 5])
    #expect(tracks.map(\.notes[0].duration) == [Tick(16), Tick(48)])
  }

  @Test func aChunkBecomesATrackForEachChannelAndProgram() throws {
    let second: [UInt8] = [0, 0x99, 36, 1, 1, 36, 0, 0, 0xC3, 40, 0, 0x93, 50, 2, 1, 50, 0]
    let name: [UInt8] = [0, 0xFF, 0x03, 4] + Array("Band".utf8)
    let tracks = try Score(midi: midiFile(middleC + second + name + endOfTrack)).tracks
    #expect(tracks.map(\.channel) == [0, 3, 9])
    #expect(tracks.map(\.program) == [0, 40, 0])
    #expect(tracks.map(\.name) == ["Band", "Band", "Band"])
    #expect(tracks.map(\.isDrums) == [false, false, true])
  }

  @Test func aNameThatIsNotUTF8IsRepaired() throws {
    let name: [UInt8] = [0, 0xFF, 0x03, 3, 0x61, 0xE9, 0x62]
    #expect(try Score(midi: midiFile(name + middleC)).tracks[0].name == "a\u{FFFD}b")
  }

  @Test func thePedalIsDownFrom64On() throws {
    let events: [UInt8] = [
      0, 0xB0, 64, 63, 5, 64, 64, 5, 64, 127, 5, 64, 63, 5, 64, 0, 0, 7, 100,
    ]
    #expect(try pedals(events + middleC) == [[5, 10]])
  }

  @Test func aPedalOfAnyChannelIsUpAtTheStart() throws {
    let note: [UInt8] = [0, 0x95, 60, 64, 96, 60, 0]
    #expect(try pedals([5, 0xB5, 64, 127, 5, 64, 0] + note) == [[5, 5]])
    #expect(try pedals([5, 0xB5, 64, 0] + note) == [])
  }

  @Test func aPedalThatIsNeverReleasedIsDropped() throws {
    #expect(try pedals([0, 0xB0, 64, 127] + middleC) == [])
  }

  @Test func aPedalThatIsNeverReleasedEndsWithItsChunk() throws {
    let first = [0, 0xB0, 64, 127] + middleC + endOfTrack
    let second = [10, 0xB0, 64, 0] + middleC + endOfTrack
    let tracks = try Score(midi: midiFile(first, second)).tracks
    #expect(tracks.map(\.notes.count) == [1, 1])
    #expect(tracks.flatMap(\.pedals).isEmpty)
  }

  @Test func changesCountFromAnyChunkAndTheLastAtATickStays() throws {
    let first: [UInt8] = [0, 0xFF, 0x51, 3, 7, 0xA1, 0x20, 9, 0xFF, 0x58, 4, 6, 3, 24, 8]
    let second: [UInt8] = [0, 0xFF, 0x51, 3, 0, 0, 1, 9, 0xFF, 0x59, 2, 0xF9, 1]
    let score = try Score(midi: midiFile(first + endOfTrack, second + endOfTrack))
    #expect(score.tempos == [Tempo(onset: .zero, microsecondsPerQuarter: 1)])
    #expect(score.metres == [Metre(onset: Tick(9), numerator: 6, denominator: 8)])
    #expect(score.keys == [KeySignature(onset: Tick(9), sharps: -7, isMinor: true)])
  }

  @Test(arguments: [
    [0xFF, 0x51, 3, 0, 0, 0], [0xFF, 0x51, 2, 7, 0xA1], [0xFF, 0x58, 4, 0, 2, 24, 8],
    [0xFF, 0x58, 4, 4, 8, 24, 8], [0xFF, 0x58, 4, 4, 200, 24, 8], [0xFF, 0x58, 1, 4],
    [0xFF, 0x59, 2, 8, 0], [0xFF, 0x59, 2, 0xF8, 0], [0xFF, 0x59, 1, 0],
  ])
  func anImpossibleChangeIsPassedOver(_ event: [UInt8]) throws {
    let score = try Score(midi: midiFile([0] + event + middleC + endOfTrack))
    #expect(score.tempos.isEmpty && score.metres.isEmpty && score.keys.isEmpty)
    #expect(score.noteCount == 1)
  }

  @Test(arguments: [
    [0xFF, 0x05, 2, 0x61, 0x62], [0xF0, 2, 1, 0xF7], [0xF7, 2, 1, 2], [0xF1, 1], [0xF2, 1, 2],
    [0xF3, 1], [0xF6], [0xF8], [0xFE],
  ])
  func runningStatusOutlivesMetaAndSystemEvents(_ event: [UInt8]) throws {
    #expect(try notes([0, 0x90, 60, 64, 3] + event + [3, 60, 0]) == [[0, 6, 60, 64]])
  }

  @Test func everyChannelEventIsReadWithItsLength() throws {
    let events: [UInt8] = [0, 0xA0, 60, 1, 0, 0xD0, 1, 0, 2, 0, 0xE0, 1, 2, 0, 0xB0, 1, 2]
    #expect(try notes(events + middleC) == [[0, 96, 60, 64]])
  }

  @Test func whatFollowsAnEndOfTrackInItsChunkIsIgnored() throws {
    #expect(try notes(middleC + endOfTrack + [0, 60, 0xFF, 0xFF]) == [[0, 96, 60, 64]])
  }

  @Test func aChunkWithoutAnEndOfTrackEndsWhereItEnds() throws {
    #expect(try Score(midi: midiFile(middleC)).noteCount == 1)
    #expect(try Score(midi: midiFile([])).noteCount == 0)
  }

  @Test func unknownChunksAreSkipped() throws {
    let file = midiFile(count: 1) + chunk("XFIH", [1, 2, 3]) + chunk("MTrk", middleC)
    #expect(try Score(midi: file).noteCount == 1)
  }

  @Test func theRestOfALongHeaderIsSkipped() throws {
    let file = chunk("MThd", [0, 1, 0, 1, 1, 0xE0, 9, 9]) + chunk("MTrk", middleC)
    #expect(try Score(midi: file).noteCount == 1)
  }

  @Test func trackChunksBeyondTheNumberInTheHeaderAreIgnored() throws {
    #expect(try Score(midi: midiFile(middleC, middleC, count: 1)).tracks.count == 1)
    #expect(try Score(midi: midiFile(middleC, count: 1) + [1, 2, 3]).tracks.count == 1)
  }

  @Test func fewerTrackChunksThanTheHeaderSaysAreEnough() throws {
    #expect(try Score(midi: midiFile(middleC, count: 5)).tracks.count == 1)
  }

  @Test func typeZeroIsRead() throws {
    let score = try Score(midi: midiFile(middleC + endOfTrack, type: 0, division: [0, 96]))
    #expect(score.ticksPerQuarter == 96 && score.noteCount == 1)
  }
}
