// What the model reads before it fills a hole.

import Music
import RWKV
import Tokens

/// What the model reads before it fills a hole: the bars around it, with the hole's cells marked,
/// and the opening of the first cell, which is the same whatever the take.
struct Prompt: Sendable {
  let tokens: [Token]
  /// How many of the tokens, at the end, belong to the filling.
  private let openingCount: Int
  /// What is to be filled, in the order in which it is.
  let cells: [HoleCell]
  /// After the tokens.
  let grammar: FillingGrammar
  let given: GivenMusic
  /// What is read of the score, the hole marked.
  let piece: CellPiece

  /// More bars than any piece has, few enough to be drawn.
  static let mostBars = 1_000_000
  /// Bars around the hole of which each has four tokens at least.
  private static let tokensPerBar = 4

  /// - Parameters:
  ///   - limit: How many tokens the bars around the hole may have; the hole comes on top. Bars far
  ///     from the hole are left out, three quarters of the rest from before it where both sides are
  ///     long. One bar, the nearest, is always read.
  ///   - acceptsSilence: Whether there need not be a note to go on from.
  ///   - dynamics, pedals: Whether velocities and pedals are written; without a word, where the
  ///     given music has them.
  init(
    _ score: Score, _ hole: Hole, limit: Int, dynamics: Bool?, pedals: Bool?,
    acceptsSilence: Bool = false, locked: Set<Note> = [], _ vocabulary: Cells
  ) throws(CompletionError) {
    let lines = BarLines(score)
    let filled = lines.index(at: max(.zero, score.end - Tick(1)))
    guard filled < Prompt.mostBars else { throw .tooManyBars(filled + 1) }
    if !acceptsSilence { try Prompt.checkNotes(score, vocabulary) }
    let asked = hole.cells(in: score, lines)
    guard let first = asked.map(\.bar).min(), let last = asked.map(\.bar).max() else {
      throw .nothingToFill
    }
    guard last < Prompt.mostBars else { throw .tooManyBars(last + 1) }
    let end = lines.bar(last).end.value
    guard end <= Int(Int32.max) else { throw .endsTooLate(tick: end) }
    guard score.tracks.count < 65_000 else { throw .tooManyTracks(score.tracks.count) }
    given = GivenMusic(score, hole: asked, lines, locked: locked)
    let sounding = (given.hands.right + given.hands.left).filter {
      vocabulary.remi.configuration.pitchRange.contains(Int($0.pitch.number))
    }
    guard acceptsSilence || !sounding.isEmpty else { throw .nothingGiven }

    let reach = limit / Prompt.tokensPerBar
    let bars = max(0, first - reach)..<max(last, min(filled, last + reach)) + 1
    // The pedals of the hole too: they are cut away with it, and what reaches out of it is seen.
    let all = vocabulary.encode(
      score, right: given.hands.right, left: given.hands.left, bars: bars, dynamics: dynamics,
      pedals: pedals)
    let shown = Prompt.bars(
      of: all, around: first - bars.lowerBound...last - bars.lowerBound, limit: limit)
    var part = all
    part.bars = Array(all.bars[shown])
    let offset = bars.lowerBound + shown.lowerBound
    piece = part.without(Set(asked.map { Cell(bar: $0.bar - offset, hand: $0.hand) }))
    var grammar = FillingGrammar(piece, vocabulary)
    var opening: [Token] = []
    while let forced = grammar.forcedToken {
      opening.append(forced)
      grammar.accept(forced)
    }
    tokens = piece.prompt(vocabulary) + opening
    openingCount = opening.count
    self.grammar = grammar
    cells = Prompt.cells(asked, hasPedals: piece.hasPedals) {
      GridBar(lines, $0, ticksPerQuarter: score.ticksPerQuarter, vocabulary)
    }
  }

  /// The tokens that belong to the filling.
  var opening: ArraySlice<Token> { tokens.suffix(openingCount) }

  /// The bars around the hole that have, without the hole's own, no more than `limit` tokens.
  private static func bars(
    of piece: CellPiece, around hole: ClosedRange<Int>, limit: Int
  ) -> Range<Int> {
    let counts = piece.bars.indices.map { piece.tokenCount(ofBar: $0) }
    var (first, end) = (hole.lowerBound, hole.upperBound + 1)
    var rest = limit - piece.header.count
    func extendAfter(_ budget: Int) {
      var left = budget
      while end < counts.count, counts[end] <= left {
        left -= counts[end]
        rest -= counts[end]
        end += 1
      }
    }
    extendAfter(rest / 4)
    while first > 0, counts[first - 1] <= rest {
      first -= 1
      rest -= counts[first]
    }
    extendAfter(rest)
    if first == hole.lowerBound && end == hole.upperBound + 1 {
      if first > 0 { first -= 1 } else if end < counts.count { end += 1 }
    }
    return first..<end
  }

  /// The blocks of the hole, in the order of their tokens; pedals where a whole bar is missing.
  private static func cells(
    _ hole: Set<Cell>, hasPedals: Bool, gridBar: (Int) -> GridBar
  ) -> [HoleCell] {
    var cells: [HoleCell] = []
    var ends: [Block: (bar: Int, end: Tick)] = [:]
    for (bar, hands) in Dictionary(grouping: hole, by: \.bar).sorted(by: { $0.key > $1.key }) {
      let grid = gridBar(bar)
      var blocks = hands.map { Block.hand($0.hand) }
      if hasPedals, hands.count == Hand.allCases.count { blocks.append(.pedal) }
      for block in blocks.sorted().reversed() {
        let run = ends[block].flatMap { $0.bar == bar + 1 ? $0.end : nil }
        let end = run ?? grid.bar.end
        ends[block] = (bar, end)
        cells.append(HoleCell(bar: bar, block: block, grid: grid, end: end))
      }
    }
    return cells.reversed()
  }

  private static func checkNotes(_ score: Score, _ vocabulary: Cells) throws(CompletionError) {
    guard score.noteCount > 0 else { throw .noNotes }
    let piano = score.tracks.filter { !$0.isDrums }
    guard piano.contains(where: { !$0.notes.isEmpty }) else { throw .onlyDrums }
    let range = vocabulary.remi.configuration.pitchRange
    guard piano.contains(where: { $0.notes.contains { range.contains(Int($0.pitch.number)) } })
    else { throw .noNoteInRange(lowest: range.lowerBound, highest: range.upperBound) }
  }
}

extension Prompt {
  /// Indices of the bar lines behind the first: before each of them a state is worth keeping.
  func barLines(_ vocabulary: Cells) -> [Int] {
    Array(tokens.indices.filter { vocabulary.isBar(tokens[$0]) }.dropFirst())
  }

  /// The state and the logits after the prompt, read without a cache; the same bits, since a
  /// prompt may be cut anywhere.
  func read(_ model: Model) -> (state: State, logits: [Float]) {
    var state = model.makeState()
    let logits = model.prefill(tokens.map { Int($0.id) }, state: &state)
    return (state, logits)
  }
}

/// A block of a bar that is to be filled, and where it lies in the score.
struct HoleCell: Sendable {
  /// Counted from the score's first bar, from zero.
  let bar: Int
  let block: Block
  let grid: GridBar
  /// The end of the last of the bars that follow one another in this block's hole: what is new
  /// lasts no longer.
  let end: Tick

  /// nil for the pedal's.
  var cell: Cell? { block.hand.map { Cell(bar: bar, hand: $0) } }
}
