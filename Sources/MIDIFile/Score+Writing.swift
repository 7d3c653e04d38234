// A score becomes the bytes of a Standard MIDI File.

import Music

extension Score {
  /// The score as a Standard MIDI File of type 1: a track chunk with tempo, metre, key and
  /// remarks, then one for each track with its name, program, notes and sustain pedal.
  ///
  /// Reading the file gives an equal score back when in each track
  /// - there is a note (others are not read back),
  /// - no note ends after a later note of its pitch does: of two that overlap, the first to begin
  ///   is the first to end. Where one lies within the other, the file says when each begins and
  ///   when one ends, not which; what comes back has the same beginnings, velocities and ends, with
  ///   the two ends exchanged. No file can say more with one channel and pitch,
  /// - no pedal goes down before the last came up; those that overlap come back as one.
  ///
  /// - Precondition: there are fewer than 65535 tracks, and all music ends by tick 2147483647.
  public func midi() -> [UInt8] {
    precondition(tracks.count < 65535, "\(tracks.count) tracks do not fit into one file")
    var bytes: [UInt8] = []
    bytes.reserveCapacity(64 + 64 * tracks.count + 9 * noteCount)
    bytes += "MThd".utf8
    bytes.appendBigEndian(6, count: 4)
    bytes.appendBigEndian(1, count: 2)
    bytes.appendBigEndian(tracks.count + 1, count: 2)
    bytes.appendBigEndian(ticksPerQuarter, count: 2)
    writeConductor(to: &bytes)
    for track in tracks { track.write(to: &bytes) }
    return bytes
  }

  private func writeConductor(to bytes: inout [UInt8]) {
    typealias Change = (onset: Tick, type: UInt8, data: [UInt8])
    var changes: [Change] = metres.map { metre in
      let power = UInt8(metre.denominator.trailingZeroBitCount)
      let clocksPerBeat = UInt8(max(1, 96 / metre.denominator))
      return (metre.onset, 0x58, [UInt8(metre.numerator), power, clocksPerBeat, 8])
    }
    changes += keys.map {
      ($0.onset, 0x59, [UInt8(bitPattern: Int8($0.sharps)), $0.isMinor ? 1 : 0])
    }
    changes += tempos.map { tempo in
      let value = tempo.microsecondsPerQuarter
      let data = [16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
      return (tempo.onset, 0x51, data)
    }
    changes += remarks.map { ($0.onset, 0x01, Array($0.text.utf8)) }
    let order = changes.indices.sorted {
      (changes[$0].onset, changes[$0].type, $0) < (changes[$1].onset, changes[$1].type, $1)
    }
    let size = changes.reduce(16) { $0 + 12 + $1.data.count }
    var chunk = TrackChunkWriter(capacity: size)
    for change in order.map({ changes[$0] }) {
      chunk.meta(change.type, change.data, at: change.onset)
    }
    chunk.finish(into: &bytes)
  }
}
