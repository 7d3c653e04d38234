// The events of the track chunks of a file, read in one pass.

import Music

/// Reads the chunks of one file; offsets count from the start of the file.
struct ScoreReader: ~Copyable {
  let bytes: UnsafeBufferPointer<UInt8>
  private var chunk: ChunkTracks
  private(set) var tracks: [Track] = []
  private(set) var tempos: [Tempo] = []
  private(set) var metres: [Metre] = []
  private(set) var keys: [KeySignature] = []
  private(set) var remarks: [TextEvent] = []

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    chunk = ChunkTracks(noteCapacity: bytes.count / 8)
  }

  /// Reads the events in `range`, the contents of one track chunk.
  mutating func readTrack(_ range: Range<Int>) throws(MIDIFileError) {
    let base = bytes.baseAddress!
    let end = range.upperBound
    var at = range.lowerBound
    var tick = 0
    var running: UInt8 = 0
    while at < end {
      tick &+= try readQuantity(&at, before: end)
      guard tick <= Int(Int32.max) else { throw MIDIFileError(.tickTooLarge, at: at) }
      guard at < end else { throw MIDIFileError(.eventCutShort, at: at) }
      var status = base[at]
      if status >= 0xF0 {
        if try readSystemEvent(&at, before: end, tick: tick) == .endOfTrack { break }
        continue
      } else if status >= 0x80 {
        running = status
        at &+= 1
      } else {
        guard running != 0 else {
          throw MIDIFileError(.noRunningStatus(byte: status), at: at)
        }
        status = running
      }
      let length = status & 0xE0 == 0xC0 ? 1 : 2
      guard end &- at >= length else { throw MIDIFileError(.eventCutShort, at: at) }
      let first = base[at]
      let second = length == 2 ? base[at &+ 1] : 0
      guard (first | second) < 0x80 else {
        let bad = first >= 0x80 ? at : at + 1
        throw MIDIFileError(.notADataByte(base[bad]), at: bad)
      }
      at &+= length
      let channel = Int(status & 0x0F)
      switch status >> 4 {
      case 0x9 where second != 0:
        chunk.beginNote(at: tick, channel: channel, pitch: first, velocity: second)
      case 0x8, 0x9: chunk.endNote(at: tick, channel: channel, pitch: first)
      case 0xB where first == 64:
        chunk.setPedal(at: tick, channel: channel, isDown: second >= 64)
      case 0xC: chunk.setProgram(first, channel: channel)
      default: break
      }
    }
    chunk.finish(into: &tracks)
  }

  @inline(__always)
  private borrowing func readQuantity(_ at: inout Int, before end: Int) throws(MIDIFileError) -> Int
  {
    let byte = bytes.baseAddress![at]
    at &+= 1
    if byte < 0x80 { return Int(byte) }
    return try readRest(of: Int(byte & 0x7F), &at, before: end)
  }

  private borrowing func readRest(
    of first: Int, _ at: inout Int, before end: Int
  ) throws(MIDIFileError) -> Int {
    var value = first
    for _ in 0..<3 {
      guard at < end else { throw MIDIFileError(.eventCutShort, at: at) }
      let byte = bytes[at]
      at += 1
      value = value << 7 | Int(byte & 0x7F)
      if byte < 0x80 { return value }
    }
    throw MIDIFileError(.quantityTooLong, at: at - 4)
  }

  private enum SystemEvent { case endOfTrack, other }

  /// Reads an event whose status, at `at`, is 0xF0 or more.
  private mutating func readSystemEvent(
    _ at: inout Int, before end: Int, tick: Int
  ) throws(MIDIFileError) -> SystemEvent {
    let start = at
    let status = bytes[at]
    at += 1
    var type: UInt8?
    var length: Int
    switch status {
    case 0xFF:
      guard at < end else { throw MIDIFileError(.eventCutShort, at: start) }
      type = bytes[at]
      at += 1
      if type == 0x2F { return .endOfTrack }
      fallthrough
    case 0xF0, 0xF7:
      guard at < end else { throw MIDIFileError(.eventCutShort, at: start) }
      length = try readQuantity(&at, before: end)
    case 0xF1, 0xF3: length = 1
    case 0xF2: length = 2
    default: length = 0
    }
    guard end - at >= length else { throw MIDIFileError(.eventCutShort, at: start) }
    if let type {
      readMeta(type, UnsafeBufferPointer(rebasing: bytes[at..<at + length]), tick: Tick(tick))
    }
    at += length
    return .other
  }

  /// Events that say nothing possible (tempo zero, five-and-a-half sharps) are passed over.
  private mutating func readMeta(_ type: UInt8, _ data: UnsafeBufferPointer<UInt8>, tick: Tick) {
    switch type {
    case 0x01 where !data.isEmpty:
      remarks.append(TextEvent(onset: tick, text: String(decoding: data, as: UTF8.self)))
    case 0x03: chunk.name = String(decoding: data, as: UTF8.self)
    case 0x51 where data.count >= 3:
      let microseconds = Int(data[0]) << 16 | Int(data[1]) << 8 | Int(data[2])
      guard microseconds > 0 else { return }
      tempos.append(Tempo(onset: tick, microsecondsPerQuarter: microseconds))
    case 0x58 where data.count >= 2:
      guard data[0] > 0, data[1] <= 7 else { return }
      metres.append(Metre(onset: tick, numerator: Int(data[0]), denominator: 1 << Int(data[1])))
    case 0x59 where data.count >= 2:
      let sharps = Int(Int8(bitPattern: data[0]))
      guard -7...7 ~= sharps else { return }
      keys.append(KeySignature(onset: tick, sharps: sharps, isMinor: data[1] != 0))
    default: break
    }
  }
}
