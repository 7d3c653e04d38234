// What one instrument plays, while tokens are read.

import Music

/// What one instrument plays, while tokens are read.
package struct Part {
  /// General MIDI program, -1 the drums.
  package var program: Int
  package var notes: [Note] = []
  package var pedals: [Pedal] = []
  package var pedalOnset: Int?

  package init(program: Int) { self.program = program }

  package mutating func releasePedal(at tick: Int) {
    guard let onset = pedalOnset else { return }
    pedals.append(Pedal(onset: Tick(onset), duration: Tick(max(0, tick - onset))))
    pedalOnset = nil
  }
}

extension Score {
  /// A track for each part, each but the drums on a channel of its own as far as there are
  /// channels.
  package init(ticksPerQuarter: Int, parts: [Part], tempos: [Tempo], metres: [Metre]) {
    var channels = [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15]
    let tracks = parts.map { part in
      if part.program != -1 { channels.append(channels.removeFirst()) }
      return Track(
        channel: part.program == -1 ? 9 : UInt8(channels[channels.count - 1]),
        program: UInt8(max(0, part.program)), notes: part.notes, pedals: part.pedals)
    }
    self.init(ticksPerQuarter: ticksPerQuarter, tracks: tracks, tempos: tempos, metres: metres)
  }
}

extension [Part] {
  /// The index of the part of a program, which is added where there is none.
  package mutating func index(of program: Int) -> Int {
    if let known = firstIndex(where: { $0.program == program }) { return known }
    append(Part(program: program))
    return count - 1
  }
}
