// How musical time is counted in bars.

/// The time signature from one tick on.
public struct Metre: Hashable, Sendable {
  public var onset: Tick
  /// 1...255.
  public var numerator: Int
  /// A power of two, 1...128.
  public var denominator: Int

  public init(onset: Tick, numerator: Int, denominator: Int) {
    precondition(onset >= .zero && 1...255 ~= numerator)
    precondition(1...128 ~= denominator && denominator & (denominator - 1) == 0)
    self.onset = onset
    self.numerator = numerator
    self.denominator = denominator
  }

  /// The ticks of a whole bar. A metre too short for the division (below one tick a beat) counts
  /// one tick a beat.
  func barLength(ticksPerQuarter: Int) -> Int {
    max(numerator, ticksPerQuarter * 4 * numerator / denominator)
  }
}

/// One bar: a span of musical time and its metre.
public struct Bar: Hashable, Sendable {
  public var onset: Tick
  /// The first tick after the bar.
  public var end: Tick
  public var numerator: Int
  public var denominator: Int
}
