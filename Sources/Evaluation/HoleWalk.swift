// A piece with a hole in the order of the music, for models that know what was before only.

import Music
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
      let hands = block == .pedal ? Hand.allCases : [block?.hand].compactMap { $0 }
      if !hands.isEmpty, hands.allSatisfy({ hole.contains(Cell(bar: bar, hand: $0)) }) {
        content = []
      }
    }
    // Behind the last bar of a window another one follows.
    if let content {
      steps.append(.cell(content: content, end: tokens.first(where: cells.remi.isBar)!))
    }
  }

  /// A prompt with its filling, as `CellPiece.cut` gives them.
  init(_ cut: PromptAndFilling, _ cells: Cells) {
    let piece = CellPiece(known: cut.prompt, cells)
    self.init(piece.filled(by: cut.filling, cells).tokens(cells), hole: piece.hole, cells)
  }
}
