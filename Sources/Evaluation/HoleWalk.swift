// A piece with a hole in the order of the music, for models that know what was before only.

import Tokens

/// A piece with a hole in the order of the music, for models that know what was before only.
struct HoleWalk {
  enum Step {
    /// A token that is given.
    case given(Token)
    /// A cell of the hole: its true content, and the token that follows it.
    case cell(content: [Token], end: Token)
  }

  private(set) var steps: [Step] = []

  /// - Parameter hole: Cells of the hands; where both are in it, the bar's pedal is too.
  init(_ tokens: [Token], hole: Set<Cell>, _ cells: Cells) {
    var (bar, content) = (-1, [Token]?.none)
    for token in tokens {
      let block = cells.block(begunBy: token)
      let isFrame = block != nil || cells.remi.isBar(token) || token == cells.remi.endToken
      if let filled = content, isFrame {
        steps.append(.cell(content: filled, end: token))
        content = nil
      }
      if content != nil {
        content?.append(token)
        continue
      }
      if cells.remi.isBar(token) { bar += 1 }
      steps.append(.given(token))
      let hands: [Cells.Block] = block == .pedal ? [.right, .left] : [block].compactMap { $0 }
      if !hands.isEmpty, hands.allSatisfy({ hole.contains(Cell(bar: bar, block: $0)) }) {
        content = []
      }
    }
    // Behind the last bar of a window another one follows.
    if let content {
      steps.append(.cell(content: content, end: tokens.first(where: cells.remi.isBar)!))
    }
  }

  /// A prompt with its filling, as `Cells.cut` gives them.
  init(_ cut: Cut, _ cells: Cells) {
    var (bar, block, hole) = (-1, Cells.Block?.none, Set<Cell>())
    for token in cut.prompt {
      if token == cells.laterToken { bar = -1 }
      if cells.remi.isBar(token) { bar += 1 }
      if let begun = cells.block(begunBy: token) { block = begun }
      if token == cells.holeToken, let block, block != .pedal {
        hole.insert(Cell(bar: bar, block: block))
      }
    }
    self.init(cells.restore(cut), hole: hole, cells)
  }
}
