// Bars of a score, laid on the vocabulary's metres.

import Music

/// Some bars of a score, laid on the vocabulary's metres.
///
/// Bars that the vocabulary can say are laid as they stand. Any other (cut short by a change of
/// metre, or in a metre that has no token) is written in the metre that comes nearest, so that
/// every bar line of the score is one in the tokens; what begins past the end of the longest metre
/// is not seen, and of a hand's bar no more than `notesPerBar` notes are. Tempos are not seen.
struct BarLayout {
  /// Some ten times what a full bar of one hand has.
  static let notesPerBar = 512

  let bars: [GridBar]
  /// Where the bars begin, and the last ends, on the vocabulary's metres.
  private let onsets: [Int]
  let ticksPerQuarter: Int
  private let positionsPerBeat: Int

  /// - Parameter bars: Counted from the score's first, from zero.
  init(_ score: Score, _ lines: BarLines, bars: Range<Int>, _ cells: Cells) {
    let unit = max(1, (cells.metres.map(\.denominator).max() ?? 4) / 4)
    // The score's own, or, where a beat of some metre would be a fraction of a tick, enough more.
    let perQuarter =
      score.ticksPerQuarter % unit == 0
      ? score.ticksPerQuarter : min(score.ticksPerQuarter * unit, 32_767 / unit * unit)
    self.bars = bars.map {
      GridBar(lines, $0, ticksPerQuarter: score.ticksPerQuarter, cells)
    }
    onsets = self.bars.reduce(into: [0]) { onsets, bar in
      onsets.append(
        onsets[onsets.count - 1] + 4 * perQuarter * bar.metre.numerator / bar.metre.denominator)
    }
    ticksPerQuarter = perQuarter
    positionsPerBeat = cells.positionsPerBeat
  }

  /// The metres of the bars, without what repeats the one before.
  var metres: [Metre] {
    var metres: [Metre] = []
    for (bar, onset) in zip(bars, onsets) {
      let (numerator, denominator) = (bar.metre.numerator, bar.metre.denominator)
      if metres.last?.numerator == numerator, metres.last?.denominator == denominator { continue }
      metres.append(Metre(onset: Tick(onset), numerator: numerator, denominator: denominator))
    }
    return metres
  }

  /// The last bar whose metre is not that of the bar before; 0 when there is none.
  var lastChange: Int {
    bars.indices.dropFirst().last { bars[$0].metre != bars[$0 - 1].metre } ?? 0
  }

  /// The notes that begin in the bars.
  ///
  /// - Parameter notes: In the order of their onsets.
  func notes(_ notes: [Note]) -> [Note] {
    var (index, count) = (0, 0)
    let first = notes.partitioningIndex { $0.onset >= bars[0].bar.onset }
    let end = notes.partitioningIndex { $0.onset >= bars[bars.count - 1].bar.end }
    return notes[first..<max(first, end)].compactMap { note in
      while index + 1 < bars.count && bars[index + 1].bar.onset <= note.onset {
        index += 1
        count = 0
      }
      let onset = place(note.onset, in: index)
      count += 1
      guard onset < onsets[index + 1], count <= Self.notesPerBar else { return nil }
      let duration = scaled(note.duration, in: index)
      return Note(
        onset: Tick(onset), duration: Tick(max(1, duration)), pitch: note.pitch,
        velocity: note.velocity)
    }
  }

  /// The pedals that are down somewhere in the bars.
  func pedals(_ pedals: [Pedal]) -> [Pedal] {
    pedals.compactMap { pedal in
      guard pedal.end > bars[0].bar.onset else { return nil }
      let (onset, end) = (place(pedal.onset), place(pedal.end))
      guard onset < onsets[bars.count] else { return nil }
      return Pedal(onset: Tick(onset), duration: Tick(end - onset))
    }
  }

  /// Where a tick comes to lie; what is outside the bars, at their first or after their last tick.
  private func place(_ tick: Tick) -> Int {
    guard tick > bars[0].bar.onset else { return 0 }
    let index = bars.partitioningIndex { $0.bar.end > tick }
    guard index < bars.count else { return onsets[index] }
    return min(place(tick, in: index), onsets[index + 1])
  }

  private func place(_ tick: Tick, in index: Int) -> Int {
    onsets[index] + scaled(tick - bars[index].bar.onset, in: index)
  }

  /// A span of time in a bar, in the ticks of the vocabulary's metre.
  private func scaled(_ span: Tick, in index: Int) -> Int {
    let bar = bars[index]
    let perPosition = bar.metre.denominator * positionsPerBeat
    return rounded(
      span.value * bar.spanPositions * 4 * ticksPerQuarter, over: bar.spanTicks * perPosition)
  }
}
