// One track of a score becomes one track chunk.

import Music

extension Track {
  /// Name and program first. Within a tick: the ends of notes, the pedal, the beginnings of notes.
  func write(to file: inout [UInt8]) {
    var chunk = TrackChunkWriter(capacity: 32 + name.utf8.count + 8 * (notes.count + pedals.count))
    if !name.isEmpty { chunk.meta(0x03, Array(name.utf8), at: .zero) }
    chunk.channelEvent(0xC0 | channel, program, at: .zero)
    let offs = notesByEnd
    let pedalChanges = pedalChanges
    var (off, pedal, on) = (0, 0, 0)
    while off < offs.count || pedal < pedalChanges.count {
      var tick = Tick(Int.max)
      if off < offs.count { tick = notes[offs[off]].end }
      if pedal < pedalChanges.count { tick = min(tick, pedalChanges[pedal].tick) }
      if on < notes.count { tick = min(tick, notes[on].onset) }
      while off < offs.count, notes[offs[off]].end == tick {
        chunk.channelEvent(0x90 | channel, notes[offs[off]].pitch.number, 0, at: tick)
        off += 1
      }
      while pedal < pedalChanges.count, pedalChanges[pedal].tick == tick {
        chunk.channelEvent(0xB0 | channel, 64, pedalChanges[pedal].isDown ? 127 : 0, at: tick)
        pedal += 1
      }
      while on < notes.count, notes[on].onset == tick {
        chunk.channelEvent(
          0x90 | channel, notes[on].pitch.number, notes[on].velocity.value, at: tick)
        on += 1
      }
    }
    chunk.finish(into: &file)
  }

  /// The indices of the notes in the order of their ends, and of their onsets for one end.
  private var notesByEnd: [Int] {
    var keys = notes.indices.map { index in
      let end = notes[index].end.value
      precondition(end <= Int(Int32.max), "tick \(end) does not fit into a MIDI file")
      return UInt64(end) << 32 | UInt64(index)
    }
    keys.sort()
    return keys.map { Int($0 & 0xFFFF_FFFF) }
  }

  /// Where the pedal goes down and up; pedals that overlap are joined.
  private var pedalChanges: [(tick: Tick, isDown: Bool)] {
    var spans: [Pedal] = []
    for pedal in pedals {
      if let last = spans.last, pedal.onset < last.end {
        spans[spans.count - 1].duration = max(last.end, pedal.end) - last.onset
      } else {
        spans.append(pedal)
      }
    }
    return spans.flatMap { [($0.onset, true), ($0.end, false)] }
  }
}
