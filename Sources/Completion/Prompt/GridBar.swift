// A bar of the score as the tokenizer's vocabulary can say it.

import Music
import Tokens

/// A bar of the score, the vocabulary's metre for it and where its positions lie in the score's
/// ticks.
struct GridBar: Sendable {
  let bar: Bar
  let metre: Vocabulary.VocabularyMetre
  /// So many positions last `spanTicks` ticks; a fraction, for no tick need lie on a position.
  let spanPositions: Int
  let spanTicks: Int
  /// How many positions lie inside the bar.
  let positionCount: Int
  private let ticksPerWhole: Int

  /// The vocabulary's metre is, as far as it has one, the score's own (halves read as quarters where
  /// the tokenizer does so); then one exactly as long as the bar, which a change of metre may have
  /// cut short; then the shortest that is longer than the bar, whose positions past the bar's end
  /// are never used; then the longest of all, whose end is the last place in the bar where a note
  /// can begin.
  init(_ lines: BarLines, _ index: Int, ticksPerQuarter: Int, _ vocabulary: Vocabulary) {
    let bar = lines.bar(index)
    let uncut = lines.uncutLength(index)
    let length = bar.end.value - bar.onset.value
    let perBeat = vocabulary.positionsPerBeat
    var span: (positions: Int, ticks: Int)
    if length == uncut, let own = GridBar.ownMetre(of: bar, vocabulary) {
      metre = own
      span = (own.numerator * perBeat, length)
    } else {
      metre = GridBar.nearestMetre(length: length, ticksPerQuarter: ticksPerQuarter, vocabulary)
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
    of bar: Bar, _ vocabulary: Vocabulary
  ) -> Vocabulary.VocabularyMetre? {
    if vocabulary.remi.configuration.readsHalvesAsQuarters && bar.denominator < 4 {
      return vocabulary.metre(bar.numerator * 4 / bar.denominator, 4)
    }
    return vocabulary.metre(bar.numerator, bar.denominator)
  }

  private static func nearestMetre(
    length: Int, ticksPerQuarter: Int, _ vocabulary: Vocabulary
  ) -> Vocabulary.VocabularyMetre {
    // In units of a tick over all denominators, so that nothing is rounded.
    let unit = vocabulary.metres.map(\.denominator).max() ?? 4
    func excess(_ metre: Vocabulary.VocabularyMetre) -> Int {
      4 * ticksPerQuarter * metre.numerator * unit / metre.denominator - length * unit
    }
    let ordered = vocabulary.metres.sorted {
      ($0.denominator, $0.numerator) < ($1.denominator, $1.numerator)
    }
    let covering = ordered.filter { excess($0) >= 0 }
    return covering.min { excess($0) < excess($1) } ?? ordered.max { excess($0) < excess($1) }
      ?? vocabulary.metres[0]
  }

  /// The position nearest to a tick of the bar, inside it.
  func position(of tick: Tick) -> Int {
    min(rounded((tick - bar.onset).value * spanPositions, over: spanTicks), positionCount - 1)
  }

  /// Whether a tick is the nearest to one of so many parts of the bar's beats, a beat being the note
  /// value that the score's metre counts in.
  func isOn(_ tick: Tick, partsOfBeat parts: Int) -> Bool {
    let (offset, perWhole) = ((tick - bar.onset).value, parts * bar.denominator)
    let part = rounded(offset * perWhole, over: ticksPerWhole)
    return rounded(part * ticksPerWhole, over: perWhole) == offset
  }

  /// The first tick after one that is on a part of a beat, or the bar's end.
  func next(after tick: Tick, partsOfBeat parts: Int) -> Tick {
    let (offset, perWhole) = ((tick - bar.onset).value, parts * bar.denominator)
    var part = offset * perWhole / ticksPerWhole
    while rounded(part * ticksPerWhole, over: perWhole) <= offset { part += 1 }
    return min(bar.end, bar.onset + Tick(rounded(part * ticksPerWhole, over: perWhole)))
  }

  /// The tick nearest to a position, which may be a fraction and may lie past the bar's end.
  func tick(ofPosition count: Int, perPosition: Int = 1) -> Tick {
    bar.onset + Tick(rounded(count * spanTicks, over: spanPositions * perPosition))
  }
}

/// `value / divisor` to the nearest whole number, halves up; neither is negative.
func rounded(_ value: Int, over divisor: Int) -> Int {
  (2 * value + divisor) / (2 * divisor)
}
