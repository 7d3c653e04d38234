// Which bars, pitches and notes of a piano roll are in the picture.

import Music

/// The part of a piano roll that is in the picture, the same in every panel.
struct Window {
  /// At least one.
  let bars: ArraySlice<Bar>
  /// All bars of the prompt and its takes, in the picture or not.
  let barCount: Int
  /// The bars in which takes have notes, as far as they are in the picture.
  let hole: Range<Tick>?
  let pitches: ClosedRange<Int>

  var start: Tick { bars.first!.onset }
  var end: Tick { bars.last!.end }

  /// Which bars are in the picture, of how many.
  var caption: String {
    let (first, last) = (bars.startIndex + 1, bars.endIndex)
    return first == last ? "Bar \(first) of \(barCount)" : "Bars \(first)-\(last) of \(barCount)"
  }

  /// The bars of the hole with `context` bars around it, and no more than `limit` altogether; the
  /// last bars where there is no hole. At least `pitchCount` pitches.
  init(_ roll: PianoRoll, context: Int, limit: Int, pitchCount: Int) {
    let new = roll.takes.map(\.score)
    let end = ([roll.prompt] + new).map(\.end).max()!
    let all = roll.prompt.bars(through: max(.zero, end - Tick(1)))
    let firstNew = new.flatMap(\.tracks).compactMap(\.notes.first?.onset).min()
    var shown = max(0, all.count - limit)..<all.count
    var hole: Range<Tick>?
    if let firstNew {
      let lastNew = new.map(\.end).max()! - Tick(1)
      let first = all.lastIndex { $0.onset <= firstNew }!
      let last = all.lastIndex { $0.onset <= lastNew }!
      let lower = max(0, first - context)
      shown = lower..<min(all.count, last + 1 + context, lower + limit)
      let end = min(all[last].end, all[shown.upperBound - 1].end)
      if all[first].onset < end { hole = all[first].onset..<end }
    }
    bars = all[shown]
    barCount = all.count
    self.hole = hole
    pitches = Self.pitches(
      of: [roll.prompt] + new, from: all[shown.lowerBound].onset,
      to: all[shown.upperBound - 1].end, count: pitchCount)
  }

  /// Some bars of a score, of `barCount`; at least `pitchCount` pitches.
  init(bars: ArraySlice<Bar>, barCount: Int, of score: Score, pitchCount: Int) {
    self.bars = bars
    self.barCount = barCount
    hole = nil
    pitches = Self.pitches(
      of: [score], from: bars.first!.onset, to: bars.last!.end, count: pitchCount)
  }

  /// The pitches that sound with some more on both sides, so that there are `count` at least.
  private static func pitches(
    of scores: [Score], from start: Tick, to end: Tick, count: Int
  ) -> ClosedRange<Int> {
    let used = soundingPitches(of: scores, from: start, to: end)
    let missing = max(2, count - used.count)
    let lower = max(0, used.lowerBound - missing / 2)
    let upper = min(127, max(used.upperBound + (missing + 1) / 2, lower + count - 1))
    return min(lower, upper - count + 1)...upper
  }

  /// From the lowest to the highest pitch that sounds; middle C when none does.
  private static func soundingPitches(
    of scores: [Score], from start: Tick, to end: Tick
  ) -> ClosedRange<Int> {
    var range: ClosedRange<Int>?
    for note in scores.lazy.flatMap(\.tracks).flatMap(\.notes)
    where note.onset < end && note.end > start {
      let pitch = Int(note.pitch.number)
      range = min(range?.lowerBound ?? pitch, pitch)...max(range?.upperBound ?? pitch, pitch)
    }
    return range ?? 60...60
  }

  /// The notes of a score that are in the picture, in the order of their onsets.
  func notes(of score: Score) -> [Note] {
    visible(score.tracks.flatMap(\.notes)).sorted()
  }

  func visible(_ notes: [Note]) -> [Note] {
    notes.filter { $0.onset < end && $0.end > start }
  }

  /// The pedals of a score that are in the picture.
  func pedals(of score: Score) -> [Pedal] {
    score.tracks.flatMap(\.pedals).filter { $0.onset < end && $0.end > start }
  }
}
