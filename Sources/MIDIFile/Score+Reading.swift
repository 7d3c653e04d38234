// The bytes of a Standard MIDI File become a score.

import Music

extension Score {
  /// Reads a Standard MIDI File of type 0 or 1.
  ///
  /// Files in the world break the standard in many ways; each way has one rule, which stands in
  /// `Documentation/midi-rules.md`. Unless it says otherwise, a rule is that of symusic 0.6.0, so
  /// that tokens agree with MidiTok's. Takes time in proportion to the bytes; a byte is read once.
  ///
  ///     let score = try Score(midi: [UInt8](Data(contentsOf: url)))
  ///
  /// - Throws: `MIDIFileError` with the offset of the byte that breaks a rule that has no remedy.
  public init(midi bytes: [UInt8]) throws(MIDIFileError) {
    let result: Result<Score, MIDIFileError> = bytes.withUnsafeBufferPointer { buffer in
      do throws(MIDIFileError) {
        return .success(try readScore(buffer))
      } catch {
        return .failure(error)
      }
    }
    self = try result.get()
  }
}

private func readScore(_ bytes: UnsafeBufferPointer<UInt8>) throws(MIDIFileError) -> Score {
  let header = try Header(bytes)
  var reader = ScoreReader(bytes)
  var at = header.end
  var tracksLeft = header.trackCount
  while tracksLeft > 0, at < bytes.count {
    guard bytes.count - at >= 8 else {
      throw MIDIFileError(.chunkCutShort(declared: 8, present: bytes.count - at), at: at)
    }
    let isTrack = bytes[at..<at + 4].elementsEqual("MTrk".utf8)
    let length = bigEndian(bytes[at + 4..<at + 8])
    let start = at + 8
    guard bytes.count - start >= length else {
      throw MIDIFileError(.chunkCutShort(declared: length, present: bytes.count - start), at: at)
    }
    if isTrack {
      try reader.readTrack(start..<start + length)
      tracksLeft -= 1
    }
    at = start + length
  }
  return Score(
    ticksPerQuarter: header.ticksPerQuarter, tracks: reader.tracks, tempos: reader.tempos,
    metres: reader.metres, keys: reader.keys, remarks: reader.remarks)
}

/// What the header chunk says.
private struct Header {
  let ticksPerQuarter: Int
  let trackCount: Int
  /// The first byte after the header.
  let end: Int

  init(_ bytes: UnsafeBufferPointer<UInt8>) throws(MIDIFileError) {
    guard bytes.prefix(4).elementsEqual("MThd".utf8) else {
      throw MIDIFileError(.notMIDI, at: 0)
    }
    guard bytes.count >= 14 else { throw MIDIFileError(.headerCutShort, at: bytes.count) }
    let length = bigEndian(bytes[4..<8])
    guard length >= 6 else { throw MIDIFileError(.headerTooShort(length: length), at: 4) }
    guard bytes.count - 8 >= length else {
      throw MIDIFileError(.chunkCutShort(declared: length, present: bytes.count - 8), at: 0)
    }
    let type = bigEndian(bytes[8..<10])
    guard type != 2 else { throw MIDIFileError(.severalSongs, at: 8) }
    guard type < 2 else { throw MIDIFileError(.unknownType(type), at: 8) }
    let division = bigEndian(bytes[12..<14])
    guard division < 0x8000 else { throw MIDIFileError(.timeCodeDivision, at: 12) }
    guard division > 0 else { throw MIDIFileError(.noDivision, at: 12) }
    ticksPerQuarter = division
    trackCount = bigEndian(bytes[10..<12])
    end = 8 + length
  }
}

private func bigEndian(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
  bytes.reduce(0) { $0 << 8 | Int($1) }
}
