// One staff, hand or instrument of a score.

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
