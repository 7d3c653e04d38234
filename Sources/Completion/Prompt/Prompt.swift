// What the model reads before it fills a hole.

import Music
import RWKV
import Tokens

/// What the model reads before it fills a hole: the bars around it, with the hole's cells marked, and
/// the opening of the first cell, which is the same whatever the take.
struct Prompt: Sendable {
  let tokens: [Token]
  /// How many of the tokens, at the end, belong to the filling.
  private let openingCount: Int
  /// What is to be filled, in the order in which it is.
  let cells: [HoleCell]
  /// After the tokens.
  let grammar: FillingGrammar
  let given: GivenMusic
  /// The tokens before the first cell of the hole: what came last when it begins.
  let before: ArraySlice<Token>

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
    acceptsSilence: Bool = false, locked: Set<Note> = [], _ vocabulary: Vocabulary
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
    let encoding = EncodedBars(
      score, given, lines, bars: bars, dynamics: dynamics, pedals: pedals, vocabulary)
    let shown = encoding.bars(around: first...last, limit: limit)
    let cut = vocabulary.cells.cut(
      encoding.tokens(shown),
      Set(asked.map { Cell(bar: $0.bar - shown.lowerBound, block: $0.block) }))
    var grammar = FillingGrammar(vocabulary.cells, prompt: cut.prompt)
    var opening: [Token] = []
    while let forced = grammar.forcedToken {
      opening.append(forced)
      grammar.accept(forced)
    }
    tokens = cut.prompt + opening
    openingCount = opening.count
    self.grammar = grammar
    // The bars behind the hole come first.
    let later = shown.upperBound - 1 - last
    let places = cut.prompt.indices.filter { vocabulary.remi.isBar(cut.prompt[$0]) }
    let mark = cut.prompt.firstIndex(of: vocabulary.cells.laterToken).map { $0 + 1 }
    before = cut.prompt[(mark ?? 0)..<places[later + first - shown.lowerBound]]
    cells = Prompt.cells(asked, encoding, hasPedals: encoding.hasPedals)
  }

  /// The tokens that belong to the filling.
  var opening: ArraySlice<Token> { tokens.suffix(openingCount) }

  /// The blocks of the hole, in the order of their tokens; pedals where a whole bar is missing.
  private static func cells(
    _ hole: Set<Cell>, _ encoding: EncodedBars, hasPedals: Bool
  ) -> [HoleCell] {
    var blocks = hole
    for bar in Set(hole.map(\.bar)) where hasPedals {
      if [.right, .left].allSatisfy({ hole.contains(Cell(bar: bar, block: $0)) }) {
        blocks.insert(Cell(bar: bar, block: .pedal))
      }
    }
    var cells: [HoleCell] = []
    var ends: [Cells.Block: (bar: Int, end: Tick)] = [:]
    for cell in blocks.sorted().reversed() {
      let grid = encoding.grid(cell.bar)
      let run = ends[cell.block].flatMap { $0.bar == cell.bar + 1 ? $0.end : nil }
      let end = run ?? grid.bar.end
      ends[cell.block] = (cell.bar, end)
      cells.append(HoleCell(bar: cell.bar, block: cell.block, grid: grid, end: end))
    }
    return cells.reversed()
  }

  private static func checkNotes(_ score: Score, _ vocabulary: Vocabulary) throws(CompletionError) {
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
  func barLines(_ remi: REMI) -> [Int] {
    Array(tokens.indices.filter { remi.isBar(tokens[$0]) }.dropFirst())
  }

  /// The state and the logits after the prompt, read without a cache; the same bits, since a
  /// prompt may be cut anywhere.
  func read(_ model: Model) -> (state: State, logits: [Float]) {
    var state = model.makeState()
    let logits = model.prefill(tokens.map { Int($0.id) }, state: &state)
    return (state, logits)
  }
}
