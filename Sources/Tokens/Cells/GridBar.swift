// A bar of the score as the vocabulary can say it.

import Music

/// A bar of the score, the vocabulary's metre for it and where its positions lie in the score's
/// ticks.
public struct GridBar: Sendable {
  public let bar: Bar
  public let metre: Cells.MetreToken
  /// So many positions last `spanTicks` ticks; a fraction, for no tick need lie on a position.
  public let spanPositions: Int
  public let spanTicks: Int
  /// How many positions lie inside the bar.
  public let positionCount: Int
  private let ticksPerWhole: Int

  /// The vocabulary's metre is, as far as it has one, the score's own (halves read as quarters
  /// where the tokenizer does so); then one exactly as long as the bar, which a change of metre may
  /// have cut short; then the shortest that is longer than the bar, whose positions past the bar's
  /// end are never used; then the longest of all, whose end is the last place in the bar where a
  /// note can begin.
  public init(_ lines: BarLines, _ index: Int, ticksPerQuarter: Int, _ cells: Cells) {
    let bar = lines.bar(index)
    let uncut = lines.uncutLength(index)
    let length = bar.end.value - bar.onset.value
    let perBeat = cells.positionsPerBeat
    var span: (positions: Int, ticks: Int)
    if length == uncut, let own = GridBar.ownMetre(of: bar, cells) {
      metre = own
      span = (own.numerator * perBeat, length)
    } else {
      metre = GridBar.nearestMetre(length: length, ticksPerQuarter: ticksPerQuarter, cells)
      span = (metre.denominator * perBeat, 4 * ticksPerQuarter)
    }
    self.bar = bar
    (spanPositions, spanTicks) = span
    ticksPerWhole = 4 * ticksPerQuarter
    let places = metre.numerator * perBeat
    positionCount =
      (0..<places).first { rounded($0 * span.ticks, over: span.positions) >= length } ?? places
  }

  private static func ownMetre(
    of bar: Bar, _ cells: Cells
  ) -> Cells.MetreToken? {
    if cells.remi.configuration.readsHalvesAsQuarters && bar.denominator < 4 {
      return cells.metre(bar.numerator * 4 / bar.denominator, 4)
    }
    return cells.metre(bar.numerator, bar.denominator)
  }

  private static func nearestMetre(
    length: Int, ticksPerQuarter: Int, _ cells: Cells
  ) -> Cells.MetreToken {
    // In units of a tick over all denominators, so that nothing is rounded.
    let unit = cells.metres.map(\.denominator).max() ?? 4
    func excess(_ metre: Cells.MetreToken) -> Int {
      4 * ticksPerQuarter * metre.numerator * unit / metre.denominator - length * unit
    }
    let ordered = cells.metres.sorted {
      ($0.denominator, $0.numerator) < ($1.denominator, $1.numerator)
    }
    let covering = ordered.filter { excess($0) >= 0 }
    return covering.min { excess($0) < excess($1) } ?? ordered.max { excess($0) < excess($1) }
      ?? cells.metres[0]
  }

  /// The position nearest to a tick of the bar, inside it.
  public func position(of tick: Tick) -> Int { min(nearestPosition(to: tick), positionCount - 1) }

  /// The position nearest to a tick, which may be the bar's end.
  public func nearestPosition(to tick: Tick) -> Int {
    rounded((tick - bar.onset).value * spanPositions, over: spanTicks)
  }

  /// Whether a tick is the nearest to one of so many parts of the bar's beats, a beat being the
  /// note value that the score's metre counts in.
  public func isOn(_ tick: Tick, partsOfBeat parts: Int) -> Bool {
    let (offset, perWhole) = ((tick - bar.onset).value, parts * bar.denominator)
    let part = rounded(offset * perWhole, over: ticksPerWhole)
    return rounded(part * ticksPerWhole, over: perWhole) == offset
  }

  /// The first tick after one that is on a part of a beat, or the bar's end.
  public func next(after tick: Tick, partsOfBeat parts: Int) -> Tick {
    let (offset, perWhole) = ((tick - bar.onset).value, parts * bar.denominator)
    var part = offset * perWhole / ticksPerWhole
    while rounded(part * ticksPerWhole, over: perWhole) <= offset { part += 1 }
    return min(bar.end, bar.onset + Tick(rounded(part * ticksPerWhole, over: perWhole)))
  }

  /// The tick nearest to a position, which may be a fraction and may lie past the bar's end.
  public func tick(ofPosition count: Int, perPosition: Int = 1) -> Tick {
    bar.onset + Tick(rounded(count * spanTicks, over: spanPositions * perPosition))
  }
}

/// `value / divisor` to the nearest whole number, halves up; neither is negative.
func rounded(_ value: Int, over divisor: Int) -> Int {
  (2 * value + divisor) / (2 * divisor)
}
