// The sustain pedal, held down for a while.

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
