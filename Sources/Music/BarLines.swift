// Where the bar lines of a score are, found without counting bars one by one.

/// The bar lines of a score, which go on for ever.
///
/// Before the first metre there is 4/4; a metre change inside a bar cuts the bar short there. Bars
/// are found by arithmetic, so that a note far away costs nothing. Each question takes O(log m) for
/// m changes of metre.
///
///     let lines = BarLines(score)
///     let bar = lines.bar(lines.index(at: note.onset))
public struct BarLines: Sendable {
  /// A span in which all bars but the last have one length.
  private struct Section {
    var onset: Int
    /// Of the first bar.
    var index: Int
    var length: Int
    var numerator: Int
    var denominator: Int
  }

  private var sections: [Section] = []
  private let ticksPerQuarter: Int

  public init(_ score: Score) {
    ticksPerQuarter = score.ticksPerQuarter
    if score.metres.first?.onset != .zero {
      append(Metre(onset: .zero, numerator: 4, denominator: 4))
    }
    for metre in score.metres { append(metre) }
  }

  private mutating func append(_ metre: Metre) {
    var index = 0
    if let last = sections.last {
      index = last.index + (metre.onset.value - last.onset + last.length - 1) / last.length
    }
    sections.append(
      Section(
        onset: metre.onset.value, index: index,
        length: metre.barLength(ticksPerQuarter: ticksPerQuarter),
        numerator: metre.numerator, denominator: metre.denominator))
  }

  /// The number, from 0, of the bar that holds a tick.
  public func index(at tick: Tick) -> Int {
    let section = sections[lastSection { $0.onset <= tick.value }]
    return section.index + (tick.value - section.onset) / section.length
  }

  /// The bar of a number, counted from 0.
  public func bar(_ index: Int) -> Bar {
    let place = lastSection { $0.index <= index }
    let section = sections[place]
    let onset = section.onset + (index - section.index) * section.length
    var end = onset + section.length
    if place + 1 < sections.count { end = min(end, sections[place + 1].onset) }
    return Bar(
      onset: Tick(onset), end: Tick(end), numerator: section.numerator,
      denominator: section.denominator)
  }

  /// How long the bar of a number is when no change of metre cuts it short, in ticks.
  public func uncutLength(_ index: Int) -> Int {
    sections[lastSection { $0.index <= index }].length
  }

  /// The last section that fulfils `condition`; the first one where none does.
  private func lastSection(_ condition: (Section) -> Bool) -> Int {
    max(0, sections.partitioningIndex { !condition($0) } - 1)
  }
}

extension Score {
  /// The bars from the start to the one that holds `last` (by default the last note's last tick),
  /// at least one.
  ///
  /// O(n log m) for n bars and m changes of metre. A score from outside can have millions of bars:
  /// look at `barCount` first.
  public func bars(through last: Tick? = nil) -> [Bar] {
    let lines = BarLines(self)
    return (0...lines.index(at: max(.zero, last ?? end - Tick(1)))).map(lines.bar)
  }

  /// How many bars `bars()` gives, without making them.
  public var barCount: Int { BarLines(self).index(at: max(.zero, end - Tick(1))) + 1 }
}
