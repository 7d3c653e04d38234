// The bars of a score.

/// One bar: a span of musical time and its metre.
public struct Bar: Hashable, Sendable {
  public var onset: Tick
  /// The first tick after the bar.
  public var end: Tick
  public var numerator: Int
  public var denominator: Int
}

extension Score {
  /// The bars from the start to the one that holds `last` (by default the last note's last tick),
  /// at least one.
  ///
  /// A metre change inside a bar cuts the bar short there. A metre too short for the score's
  /// division (below one tick a beat) counts one tick a beat. A score from outside can have
  /// millions of bars: look at `barCount` first.
  public func bars(through last: Tick? = nil) -> [Bar] {
    let last = last ?? max(.zero, end - Tick(1))
    var bars: [Bar] = []
    var (numerator, denominator) = (4, 4)
    var next = 0
    var onset = Tick.zero
    while onset <= last || bars.isEmpty {
      while next < metres.count, metres[next].onset <= onset {
        (numerator, denominator) = (metres[next].numerator, metres[next].denominator)
        next += 1
      }
      let length = max(numerator, ticksPerQuarter * 4 * numerator / denominator)
      var end = onset + Tick(length)
      if next < metres.count { end = min(end, metres[next].onset) }
      bars.append(Bar(onset: onset, end: end, numerator: numerator, denominator: denominator))
      onset = end
    }
    return bars
  }
}
