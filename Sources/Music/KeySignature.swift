// How many sharps or flats stand at the clef.

/// The key signature from one tick on.
public struct KeySignature: Hashable, Sendable {
  public var onset: Tick
  /// Sharps if positive, flats if negative, -7...7.
  public var sharps: Int
  public var isMinor: Bool

  public init(onset: Tick, sharps: Int, isMinor: Bool) {
    precondition(onset >= .zero && -7...7 ~= sharps)
    self.onset = onset
    self.sharps = sharps
    self.isMinor = isMinor
  }
}
