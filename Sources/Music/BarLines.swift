// Where the bar lines of a score are, found without counting bars one by one.
/// The bar lines of a score, which go on for ever; they are those of `Score.bars(through:)`, found
/// by arithmetic, so that a note far away costs nothing.
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
        length: max(
          metre.numerator, ticksPerQuarter * 4 * metre.numerator / metre.denominator),
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

  /// The last section that fulfils `condition`, which the first does.
  private func lastSection(_ condition: (Section) -> Bool) -> Int {
    var (low, high) = (0, sections.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if condition(sections[middle]) { low = middle } else { high = middle }
    }
    return low
  }
}

extension Score {
  /// How many bars `bars()` gives, without making them.
  public var barCount: Int { BarLines(self).index(at: max(.zero, end - Tick(1))) + 1 }
}
