// The bytes of a Standard MIDI File become a score.

import Music

extension Score {
  /// Reads a Standard MIDI File of type 0 or 1.
  ///
  /// Files in the world break the standard in many ways; each way has one rule. Unless it says
  /// otherwise a rule is also that of symusic 0.6.0, so that tokens agree with MidiTok's.
  ///
  /// *Tracks*
  /// - A track chunk becomes one track for each channel and program that begin a note in it, by
  ///   channel and program, all with the chunk's name; the last name counts, and bytes in it that
  ///   are not UTF-8 become U+FFFD. Where no note stands no track comes (symusic keeps lyrics too).
  /// - Bends and all controllers but the sustain pedal are not kept.
  ///
  /// *Notes and pedals*
  /// - A note off, or a note on of velocity zero, ends the note of its channel and pitch that began
  ///   first, whatever program has been set meanwhile. Where none sounds it says nothing.
  /// - A note without an end is dropped.
  /// - A note of no length lasts one tick (symusic: zero; MidiTok then makes it its shortest note).
  /// - Controller 64 holds the pedal from 64 on; a pedal that is down goes down no further, and one
  ///   that is never released is dropped. (In symusic the pedals of channels 1...15 are down at
  ///   tick 0; here they are not.)
  ///
  /// *Tempo, metre, key*
  /// - They count from any track chunk; of several at one tick the last in the file stays.
  /// - A tempo of zero, a metre with a numerator of zero or a denominator over 128, a key beyond
  ///   seven sharps or flats, and one with too few bytes are passed over (symusic keeps impossible
  ///   values). A key is minor when its mode is not zero.
  ///
  /// *Text*
  /// - Text events of any track chunk are remarks, in the order in which they stand in the file, but
  ///   for empty ones; bytes that are not UTF-8 become U+FFFD. Lyrics, markers and other texts are
  ///   not kept.
  ///
  /// *Events*
  /// - Running status outlives meta events, and also exclusive ones (where symusic loses its place).
  ///   A data byte before any status is an error, and so is a byte over 127 in place of data.
  /// - Exclusive and other system events are skipped, 0xF7 by its length.
  /// - A number of more than four bytes and a tick over 2147483647 are errors (symusic goes on with
  ///   wrong numbers).
  /// - What follows an End of Track in its chunk is ignored; a chunk without one ends where it ends.
  ///   An event that runs over the end of its chunk is an error.
  ///
  /// *Chunks and header*
  /// - A chunk longer than the rest of the file is an error, also when all its events are there.
  /// - Chunks of unknown name are skipped; of a header longer than six bytes the rest is skipped
  ///   (symusic: an error), a shorter one is an error.
  /// - Track chunks beyond the number in the header are ignored; when there are fewer, those that
  ///   are there count, so a file cut exactly between two chunks is read as far as it goes.
  /// - Type 2, an unknown type, a division in SMPTE frames and a division of zero are errors
  ///   (symusic takes the first and the last).
  ///
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
