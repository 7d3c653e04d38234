// Cuts cells out of a piece, and puts what fills them back.

import Music

/// One bar of one hand.
public struct Cell: Hashable, Comparable, Sendable {
  /// Counted from the first bar of the tokens, from zero.
  public var bar: Int
  public var hand: Hand

  public init(bar: Int, hand: Hand) {
    self.bar = bar
    self.hand = hand
  }

  public static func < (a: Cell, b: Cell) -> Bool {
    (a.bar, Block.hand(a.hand)) < (b.bar, Block.hand(b.hand))
  }
}

/// A piece with a hole and what fills it, as a model reads and writes them.
public struct PromptAndFilling: Hashable, Sendable {
  /// The piece with its holes marked, up to the token after which they are filled.
  public var prompt: [Token]
  /// The cells of the holes in their order, each bar begun by its bar token and metre, and an end
  /// token.
  public var filling: [Token]

  public init(prompt: [Token], filling: [Token]) {
    (self.prompt, self.filling) = (prompt, filling)
  }
}

extension CellPiece {
  /// The cells that are holes.
  public var hole: Set<Cell> {
    Set(
      bars.indices.flatMap { bar in
        Hand.allCases.filter { bars[bar][.hand($0)] == nil }.map { Cell(bar: bar, hand: $0) }
      })
  }

  /// The piece with some cells made holes; where both hands of a bar are, its pedal is too.
  ///
  /// - Parameter hole: Cells that the piece does not have change nothing.
  public func without(_ hole: Set<Cell>) -> CellPiece {
    var piece = self
    for bar in bars.indices {
      for block in blocks(of: hole, inBar: bar) { piece.bars[bar][block] = nil }
    }
    return piece
  }

  private func blocks(of hole: Set<Cell>, inBar bar: Int) -> [Block] {
    let hands = Hand.allCases.filter { hole.contains(Cell(bar: bar, hand: $0)) }
    let isWhole = hands.count == Hand.allCases.count
    return hands.map(Block.hand) + (isWhole && hasPedals ? [.pedal] : [])
  }

  /// Cuts a hole into the piece: what a model reads, and what it is to write. Linear in the number
  /// of tokens.
  ///
  /// Where both hands of a bar are cut, its pedal is too.
  public func cut(_ hole: Set<Cell>, _ cells: Cells) -> PromptAndFilling {
    var filling: [Token] = []
    for bar in bars.indices {
      let cut = blocks(of: hole, inBar: bar)
      if cut.isEmpty { continue }
      filling += [cells.barToken, bars[bar].metre]
      for block in cut {
        filling.append(cells.token(block))
        filling += bars[bar][block] ?? [cells.holeToken]
      }
    }
    return PromptAndFilling(
      prompt: without(hole).prompt(cells), filling: filling + [cells.endToken])
  }

  /// The tokens that a model reads before it fills the holes.
  ///
  /// The bars behind the last hole come first, so that the filling follows what it follows in the
  /// music, and still knows what comes after it (the order suffix, prefix, middle of Bavarian et
  /// al. 2022, "Efficient training of language models to fill in the middle", section 3).
  public func prompt(_ cells: Cells) -> [Token] {
    let end = isWhole ? [cells.endToken] : []
    guard firstLater < bars.count else {
      return header + tokens(of: bars, cells) + end + [cells.fillToken]
    }
    let later = tokens(of: bars[firstLater...], cells) + end + [cells.laterToken]
    return header + later + tokens(of: bars[..<firstLater], cells) + [cells.fillToken]
  }

  /// The first bar behind the last hole; without a hole there is none.
  private var firstLater: Int { bars.lastIndex(where: \.hasHole).map { $0 + 1 } ?? bars.count }

  /// What came before, when the holes are filled, in the order of the prompt: without bars of which
  /// nothing is given.
  public func history(_ cells: Cells) -> [Token] {
    let end = isWhole ? [cells.endToken] : []
    func isGiven(_ bar: Bar) -> Bool {
      !bar.hasHole || blocks.contains { bar[$0]?.contains(where: cells.isPitch) ?? false }
    }
    var history = header
    if firstLater < bars.count {
      history += tokens(of: bars[firstLater...], cells) + end + [cells.laterToken]
    }
    history += tokens(of: bars[..<firstLater].filter(isGiven), cells)
    if firstLater == bars.count, bars.last.map(isGiven) ?? true { history += end }
    return history
  }

  /// The tokens of the bars before the first hole.
  public func beforeHole(_ cells: Cells) -> [Token] {
    tokens(of: bars.prefix { !$0.hasHole }, cells)
  }

  /// The piece with its holes filled.
  ///
  /// - Precondition: the filling has the cells that the piece has holes for, as those of
  ///   `FillingGrammar` and of `cut` have.
  public func filled(by filling: [Token], _ cells: Cells) -> CellPiece {
    var contents: [[Token]] = []
    for token in filling {
      switch cells.symbol(of: token) {
      case .block: contents.append([])
      case .bar, .metre, .end: continue
      default: contents[contents.count - 1].append(token)
      }
    }
    var (piece, rest) = (self, contents[...])
    for bar in bars.indices {
      for block in blocks where bars[bar][block] == nil {
        precondition(!rest.isEmpty, "a hole that nothing fills")
        piece.bars[bar][block] = rest.removeFirst()
      }
    }
    precondition(rest.isEmpty, "\(rest.count) cells too many")
    return piece
  }
}
