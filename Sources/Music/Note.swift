// One key that is struck and held for a while, and how hard it is struck.

/// One key, held for a while.
public struct Note: Hashable, Sendable {
  /// From the start of the score; not negative.
  public var onset: Tick
  /// Greater than zero.
  public var duration: Tick
  public var pitch: Pitch
  public var velocity: Velocity

  @inlinable public init(onset: Tick, duration: Tick, pitch: Pitch, velocity: Velocity) {
    precondition(onset >= .zero, "a note cannot begin before its score, at \(onset)")
    precondition(duration > .zero, "a note lasts longer than \(duration) ticks")
    self.onset = onset
    self.duration = duration
    self.pitch = pitch
    self.velocity = velocity
  }

  /// The first tick after the note.
  @inlinable public var end: Tick { onset + duration }
}

/// The order of notes in a track: by onset, then pitch, then duration, then velocity.
extension Note: Comparable {
  @inlinable public static func < (a: Note, b: Note) -> Bool {
    (a.onset, a.pitch, a.duration, a.velocity) < (b.onset, b.pitch, b.duration, b.velocity)
  }
}

/// A MIDI velocity, 1...127; zero is not a note.
public struct Velocity: Hashable, Comparable, Sendable {
  public let value: UInt8

  /// - Precondition: `value` is in 1...127.
  @inlinable public init(_ value: Int) {
    precondition(1...127 ~= value, "a velocity is in 1...127, not \(value)")
    self.value = UInt8(truncatingIfNeeded: value)
  }

  /// nil when `value` is not in 1...127.
  @inlinable public init?(exactly value: Int) {
    guard 1...127 ~= value else { return nil }
    self.value = UInt8(truncatingIfNeeded: value)
  }

  @inlinable public static func < (a: Velocity, b: Velocity) -> Bool { a.value < b.value }
}
