// The given music of some bars as tokens.

import Music
import Tokens

/// The given music of some bars as tokens, bar by bar.
struct EncodedBars {
  let hasPedals: Bool
  private let layout: BarLayout
  /// Counted from the score's first, from zero.
  private let bars: Range<Int>
  private let header: [Token]
  private let contents: [ArraySlice<Token>]

  init(
    _ score: Score, _ given: GivenMusic, _ lines: BarLines, bars: Range<Int>, dynamics: Bool?,
    pedals: Bool?, _ vocabulary: Vocabulary
  ) {
    self.bars = bars
    layout = BarLayout(score, lines, bars: bars, vocabulary)
    let cells = vocabulary.cells
    let right = layout.notes(given.hands.right, vocabulary)
    let left = layout.notes(given.hands.left, vocabulary)
    // Those of the hole too: they are cut away with it, and what reaches out of it is seen outside.
    let played = score.tracks.filter { !$0.isDrums }.flatMap(\.pedals)
    hasPedals = pedals ?? !played.isEmpty
    let hasDynamics = dynamics ?? (Set((right + left).map(\.velocity)).count > 1)
    let laid = Score(
      ticksPerQuarter: layout.ticksPerQuarter,
      tracks: [Track(pedals: layout.pedals(played, vocabulary))], metres: layout.metres)
    let tokens = cells.encode(
      laid, right: right, left: left, dynamics: hasDynamics, pedals: hasPedals)
    let starts = tokens.indices.filter { cells.remi.isBar(tokens[$0]) } + [tokens.count - 1]
    header = Array(tokens[..<starts[0]])
    var contents = zip(starts, starts.dropFirst()).map { tokens[$0..<$1] }
    // The release of a pedal that outlasts the bars is one bar too many; empty bars are missing.
    contents.removeLast(max(0, contents.count - bars.count))
    let blocks: [Cells.Block] = hasPedals ? [.right, .left, .pedal] : [.right, .left]
    for bar in layout.bars.dropFirst(contents.count) {
      contents.append([cells.remi.barToken, bar.metre.token] + blocks.map { cells.token($0) })
    }
    self.contents = contents
  }

  func grid(_ bar: Int) -> GridBar { layout.bars[bar - bars.lowerBound] }

  /// The bars around the hole that have, without the hole's own, no more than `limit` tokens.
  func bars(around hole: ClosedRange<Int>, limit: Int) -> Range<Int> {
    func count(_ bar: Int) -> Int { contents[bar - bars.lowerBound].count }
    var (first, end) = (hole.lowerBound, hole.upperBound + 1)
    var rest = limit - header.count
    func extendAfter(_ budget: Int) {
      var left = budget
      while end < bars.upperBound, count(end) <= left {
        left -= count(end)
        rest -= count(end)
        end += 1
      }
    }
    extendAfter(rest / 4)
    while first > bars.lowerBound, count(first - 1) <= rest {
      first -= 1
      rest -= count(first)
    }
    extendAfter(rest)
    if first == hole.lowerBound && end == hole.upperBound + 1 {
      if first > bars.lowerBound { first -= 1 } else if end < bars.upperBound { end += 1 }
    }
    return first..<end
  }

  /// From the begin token to the last of the bars.
  func tokens(_ shown: Range<Int>) -> [Token] {
    let places = shown.lowerBound - bars.lowerBound..<shown.upperBound - bars.lowerBound
    return header + contents[places].joined()
  }
}
