// How fast musical time passes.

/// The tempo from one tick on.
public struct Tempo: Hashable, Sendable {
  public var onset: Tick
  /// Greater than zero, below 2^24: the unit and range of a MIDI file's tempo event.
  public var microsecondsPerQuarter: Int

  public init(onset: Tick, microsecondsPerQuarter: Int) {
    precondition(onset >= .zero && 1..<(1 << 24) ~= microsecondsPerQuarter)
    self.onset = onset
    self.microsecondsPerQuarter = microsecondsPerQuarter
  }

  public var quartersPerMinute: Double { 60_000_000 / Double(microsecondsPerQuarter) }
}
