// One track chunk's notes and pedals, shared out to its channels and programs.

import Music

/// What one track chunk has said so far, shared out to one track for each channel and program that
/// begins a note.
struct ChunkTracks: ~Copyable {
  private struct Part {
    var channel: UInt8
    var program: UInt8
    var pedals: [Pedal] = []
  }

  var name = ""
  private var notes: OpenNotes
  private var parts: [Part] = []
  /// The part of each channel and program, or -1.
  private var partOf: [Int32]
  private var programs = [UInt8](repeating: 0, count: 16)
  /// Where the pedal of each channel went down, or -1.
  private var pedalDown = [Int](repeating: -1, count: 16)
  /// The pedals of a channel whose program has no part yet; its next part gets them.
  private var waitingPedals = [[Pedal]](repeating: [], count: 16)

  init(noteCapacity: Int) {
    notes = OpenNotes(capacity: noteCapacity)
    partOf = [Int32](repeating: -1, count: 16 * 128)
  }

  @inline(__always)
  mutating func beginNote(at tick: Int, channel: Int, pitch: UInt8, velocity: UInt8) {
    var part = partOf[channel &* 128 &+ Int(programs[channel])]
    if part < 0 { part = addPart(channel) }
    notes.begin(
      at: tick, key: channel &* 128 &+ Int(pitch), velocity: velocity,
      track: UInt16(truncatingIfNeeded: part))
  }

  @inline(__always)
  mutating func endNote(at tick: Int, channel: Int, pitch: UInt8) {
    notes.end(at: tick, key: channel &* 128 &+ Int(pitch))
  }

  private mutating func addPart(_ channel: Int) -> Int32 {
    let program = programs[channel]
    let part = Int32(parts.count)
    parts.append(
      Part(channel: UInt8(channel), program: program, pedals: waitingPedals[channel]))
    waitingPedals[channel] = []
    partOf[channel * 128 + Int(program)] = part
    return part
  }

  mutating func setProgram(_ program: UInt8, channel: Int) { programs[channel] = program }

  mutating func setPedal(at tick: Int, channel: Int, isDown: Bool) {
    let down = pedalDown[channel]
    if isDown {
      if down < 0 { pedalDown[channel] = tick }
    } else if down >= 0 {
      pedalDown[channel] = -1
      let pedal = Pedal(onset: Tick(down), duration: Tick(tick - down))
      let part = Int(partOf[channel * 128 + Int(programs[channel])])
      if part < 0 {
        waitingPedals[channel].append(pedal)
      } else {
        parts[part].pedals.append(pedal)
      }
    }
  }

  /// Hands over the tracks that have notes, by channel and program, and begins anew.
  mutating func finish(into tracks: inout [Track]) {
    let order = parts.indices.sorted {
      (parts[$0].channel, parts[$0].program) < (parts[$1].channel, parts[$1].program)
    }
    let ended = endedNotes()
    for index in order where !ended[index].isEmpty {
      tracks.append(
        Track(
          name: name, channel: parts[index].channel, program: parts[index].program,
          notes: ended[index], pedals: parts[index].pedals))
    }
    reset()
  }

  private mutating func reset() {
    name = ""
    for part in parts { partOf[Int(part.channel) * 128 + Int(part.program)] = -1 }
    parts.removeAll(keepingCapacity: true)
    for channel in 0..<16 {
      programs[channel] = 0
      pedalDown[channel] = -1
      waitingPedals[channel] = []
    }
    notes.removeAll()
  }

  /// The notes of each part that have an end, in the order of their onsets.
  private borrowing func endedNotes() -> [[Note]] {
    var counts = [Int](repeating: 0, count: parts.count)
    for index in 0..<notes.count where notes[index].duration >= 0 {
      counts[Int(notes[index].track)] += 1
    }
    var next: [Int] = []
    var total = 0
    for count in counts {
      next.append(total)
      total += count
    }
    let sorted = UnsafeMutableBufferPointer<Note>.allocate(capacity: total)
    defer { sorted.deallocate() }
    for index in 0..<notes.count where notes[index].duration >= 0 {
      let part = Int(notes[index].track)
      sorted.initializeElement(at: next[part], to: Note(notes[index]))
      next[part] += 1
    }
    return counts.indices.map { part in Array(sorted[next[part] - counts[part]..<next[part]]) }
  }
}

extension Note {
  /// A note without a length lasts one tick.
  fileprivate init(_ entry: OpenNotes.Entry) {
    self.init(
      onset: Tick(entry.onset), duration: Tick(max(1, entry.duration)),
      pitch: Pitch(Int(entry.pitch)), velocity: Velocity(Int(entry.velocity)))
  }
}
