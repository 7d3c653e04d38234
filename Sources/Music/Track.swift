// One staff, hand or instrument of a score: its notes and pedals.

/// One staff, hand or instrument of a score.
public struct Track: Hashable, Sendable {
  public var name: String
  /// MIDI channel, 0...15; channel 9 is the drums.
  public let channel: UInt8
  /// General MIDI program, 0...127; 0...7 are pianos.
  public let program: UInt8
  /// In the order of `Note.<`.
  public private(set) var notes: [Note]
  /// In the order of their onsets.
  public private(set) var pedals: [Pedal]

  /// Sorts notes and pedals.
  public init(
    name: String = "", channel: UInt8 = 0, program: UInt8 = 0, notes: [Note] = [],
    pedals: [Pedal] = []
  ) {
    precondition(channel < 16 && program < 128)
    self.name = name
    self.channel = channel
    self.program = program
    self.notes = notes.sorted()
    self.pedals = pedals.sorted { ($0.onset, $0.duration) < ($1.onset, $1.duration) }
  }

  public var isDrums: Bool { channel == 9 }
}

extension Track {
  /// The same track with its notes and pedals at other ticks; no note becomes shorter than a tick.
  ///
  /// - Parameter place: Gives ticks from zero on, later ones for later ticks.
  public func placed(_ place: (Tick) -> Int) -> Track {
    Track(
      name: name, channel: channel, program: program,
      notes: notes.map { note in
        let onset = place(note.onset)
        return Note(
          onset: Tick(onset), duration: Tick(max(1, place(note.end) - onset)), pitch: note.pitch,
          velocity: note.velocity)
      },
      pedals: pedals.map { pedal in
        let onset = place(pedal.onset)
        return Pedal(onset: Tick(onset), duration: Tick(max(0, place(pedal.end) - onset)))
      })
  }
}

/// The sustain pedal, held down for a while.
public struct Pedal: Hashable, Sendable {
  /// From the start of the score; not negative.
  public var onset: Tick
  /// Not negative.
  public var duration: Tick

  public init(onset: Tick, duration: Tick) {
    precondition(onset >= .zero, "a pedal cannot begin before its score, at \(onset)")
    precondition(duration >= .zero, "a pedal cannot last \(duration) ticks")
    self.onset = onset
    self.duration = duration
  }

  /// The tick at which the pedal is released.
  public var end: Tick { onset + duration }
}
