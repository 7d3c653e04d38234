// A score becomes the bytes of a Standard MIDI File.

import Music

extension Score {
  /// The score as a Standard MIDI File of type 1: a track chunk with tempo, metre and key, then one
  /// for each track with its name, program, notes and sustain pedal.
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
    changes.sort { ($0.onset, $0.type) < ($1.onset, $1.type) }
    var chunk = TrackChunkWriter()
    for change in changes { chunk.meta(change.type, change.data, at: change.onset) }
    chunk.finish(into: &bytes)
  }
}

extension Track {
  fileprivate func write(to bytes: inout [UInt8]) {
    var chunk = TrackChunkWriter()
    chunk.bytes.reserveCapacity(16 + name.utf8.count + 8 * notes.count + 8 * pedals.count)
    if !name.isEmpty { chunk.meta(0x03, Array(name.utf8), at: .zero) }
    chunk.channelEvent(0xC0 | channel, program, at: .zero)
    for event in events {
      chunk.channelEvent(event.status, event.first, event.second, at: event.tick)
    }
    chunk.finish(into: &bytes)
  }

  private struct Event {
    var tick: Tick
    var status: UInt8
    var first: UInt8
    var second: UInt8
  }

  /// Note offs, then pedals, then note ons within one tick; note ons and note offs of one pitch
  /// in the order of the notes, as reading pairs them.
  private var events: [Event] {
    var offs = notes.map { note in
      Event(tick: note.end, status: 0x80 | channel, first: note.pitch.number, second: 64)
    }
    offs.sort { $0.tick < $1.tick }
    let ons = notes.map { note in
      Event(
        tick: note.onset, status: 0x90 | channel, first: note.pitch.number,
        second: note.velocity.value)
    }
    return merge(merge(offs, pedalEvents), ons)
  }

  /// Pedals that overlap are joined.
  private var pedalEvents: [Event] {
    var spans: [Pedal] = []
    for pedal in pedals {
      if let last = spans.last, pedal.onset < last.end {
        spans[spans.count - 1].duration = max(last.end, pedal.end) - last.onset
      } else {
        spans.append(pedal)
      }
    }
    return spans.flatMap { pedal in
      [
        Event(tick: pedal.onset, status: 0xB0 | channel, first: 64, second: 127),
        Event(tick: pedal.end, status: 0xB0 | channel, first: 64, second: 0),
      ]
    }
  }

  /// Both in the order of their ticks; within a tick `a` comes first.
  private func merge(_ a: [Event], _ b: [Event]) -> [Event] {
    var result: [Event] = []
    result.reserveCapacity(a.count + b.count)
    var next = 0
    for event in b {
      while next < a.count, a[next].tick <= event.tick {
        result.append(a[next])
        next += 1
      }
      result.append(event)
    }
    return result + a[next...]
  }
}
