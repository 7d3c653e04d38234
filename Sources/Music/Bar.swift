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
    var bars: [Bar] = []
    forEachStretch(through: last) { stretch in
      for number in 0..<stretch.barCount {
        let onset = stretch.onset + Tick(number * stretch.barLength)
        bars.append(
          Bar(
            onset: onset, end: min(onset + Tick(stretch.barLength), stretch.end),
            numerator: stretch.numerator, denominator: stretch.denominator))
      }
    }
    return bars
  }

  /// How many bars `bars()` gives, without making them.
  public var barCount: Int {
    var count = 0
    forEachStretch(through: nil) { count += $0.barCount }
    return count
  }

  /// Bars of one metre in a row.
  private struct Stretch {
    var onset: Tick
    /// Where the next metre begins; far away after the last.
    var end: Tick
    var numerator: Int
    var denominator: Int
    var barLength: Int
    var barCount: Int
  }

  private func forEachStretch(through last: Tick?, _ body: (Stretch) -> Void) {
    let last = max(.zero, last ?? end - Tick(1))
    var changes = metres[...]
    if changes.first?.onset != .zero {
      changes.insert(Metre(onset: .zero, numerator: 4, denominator: 4), at: 0)
    }
    for (index, metre) in zip(changes.indices, changes) where metre.onset <= last {
      let next = index + 1 < changes.endIndex ? changes[index + 1].onset : Tick(.max / 2)
      let length = max(
        metre.numerator, ticksPerQuarter * 4 * metre.numerator / metre.denominator)
      let span = min(next.value - 1, last.value) - metre.onset.value
      body(
        Stretch(
          onset: metre.onset, end: next, numerator: metre.numerator,
          denominator: metre.denominator, barLength: length, barCount: span / length + 1))
    }
  }
}
