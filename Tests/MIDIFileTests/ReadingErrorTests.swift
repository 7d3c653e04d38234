// Files that are not scores say why, and at which byte.

import MIDIFile
import Music
import Testing

@Suite struct ReadingErrorTests {
  private func expect(
    _ reason: MIDIFileError.Reason, at offset: Int, _ bytes: [UInt8],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: MIDIFileError.self, sourceLocation: sourceLocation) {
      try Score(midi: bytes)
    }
    #expect(error?.reason == reason, sourceLocation: sourceLocation)
    #expect(error?.offset == offset, sourceLocation: sourceLocation)
  }

  @Test func whatDoesNotBeginWithMThdIsNotMIDI() {
    expect(.notMIDI, at: 0, [])
    expect(.notMIDI, at: 0, Array("RIFF....RMID".utf8))
  }

  @Test func aHeaderIsWhole() {
    expect(.headerCutShort, at: 12, Array(midiFile(middleC).prefix(12)))
    expect(.headerTooShort(length: 5), at: 4, chunk("MThd", [0, 1, 0, 1, 1]) + [0xE0])
    expect(
      .chunkCutShort(declared: 1 << 24, present: 6), at: 0,
      Array("MThd".utf8) + [1, 0, 0, 0, 0, 1, 0, 1, 1, 0xE0])
  }

  @Test func onlyTypesZeroAndOneAreScores() {
    expect(.severalSongs, at: 8, midiFile(middleC, type: 2))
    expect(.unknownType(3), at: 8, midiFile(middleC, type: 3))
  }

  @Test func timeIsCountedInTicksPerQuarter() {
    expect(.timeCodeDivision, at: 12, midiFile(middleC, division: [0xE7, 40]))
    expect(.noDivision, at: 12, midiFile(middleC, division: [0, 0]))
  }

  @Test func aChunkCutShortIsNamedByItsOwnOffset() {
    let file = midiFile(middleC, middleC + endOfTrack)
    expect(.chunkCutShort(declared: 12, present: 10), at: 30, Array(file.dropLast(2)))
    expect(.chunkCutShort(declared: 8, present: 3), at: 30, Array(file.prefix(33)))
  }

  @Test func anEventThatRunsOverItsChunkIsAnError() {
    expect(.eventCutShort, at: 23, midiFile([0]))
    expect(.eventCutShort, at: 24, midiFile([0, 0x90, 60]))
    expect(.eventCutShort, at: 23, midiFile([0, 0xFF, 0x51, 3, 1, 2]))
    expect(.eventCutShort, at: 23, midiFile([0, 0xFF]))
    expect(.eventCutShort, at: 23, midiFile([0, 0xF0]))
    expect(.eventCutShort, at: 23, midiFile([0, 0xF0, 0xFF, 0xFF, 0xFF, 0x7F]))
    expect(.eventCutShort, at: 23, midiFile([0x80]))
  }

  @Test func dataBeforeAnyStatusIsAnError() {
    expect(.noRunningStatus(byte: 60), at: 23, midiFile([0, 60, 64]))
  }

  @Test func aByteOver127InPlaceOfDataIsAnError() {
    expect(.notADataByte(0x90), at: 25, midiFile([0, 0x90, 60, 0x90]))
    expect(.notADataByte(0xC0), at: 24, midiFile([0, 0xC0, 0xC0]))
  }

  @Test func aNumberOfMoreThanFourBytesIsAnError() {
    expect(.quantityTooLong, at: 22, midiFile([0x81, 0x80, 0x80, 0x80, 0] + middleC))
    #expect(throws: Never.self) {
      try Score(midi: midiFile([0x81, 0x80, 0x80, 0x00, 0x90, 60, 64]))
    }
  }

  @Test func aTickOf2To31IsAnError() throws {
    let wait: [UInt8] = [0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0x01, 0]
    let seven = Array(repeating: wait, count: 7).joined()
    let last: [UInt8] = [0xFF, 0xFF, 0xFF, 0x7F, 0x90, 60, 64, 7, 60, 0]
    let file = midiFile(seven + last)
    #expect(try Score(midi: file).end == Tick(Int(Int32.max)))
    expect(.tickTooLarge, at: 22 + 57, midiFile(seven + last.dropLast(3) + [8, 60, 0]))
  }

  @Test func aDescriptionNamesTheByteAndWhatToDo() {
    let error = #expect(throws: MIDIFileError.self) { try Score(midi: midiFile([0, 60])) }
    #expect(
      error?.description
        == "byte 23: the data byte 60 follows no status byte; "
        + "the file is damaged, export it again")
  }
}
