// Cuts cells out of a piece, and puts what fills them back.

/// One bar of one hand.
public struct Cell: Hashable, Comparable, Sendable {
  /// Counted from the first bar of the tokens, from zero.
  public var bar: Int
  public var block: Cells.Block

  public init(bar: Int, block: Cells.Block) {
    self.bar = bar
    self.block = block
  }

  public static func < (a: Cell, b: Cell) -> Bool { (a.bar, a.block) < (b.bar, b.block) }
}

/// A piece with a hole, and what fills it.
public struct Cut: Hashable, Sendable {
  /// The piece with its holes marked, up to the token after which they are filled.
  public var prompt: [Token]
  /// The cells of the holes in their order, each bar begun by its bar token and metre, and an end
  /// token.
  public var filling: [Token]

  public init(prompt: [Token], filling: [Token]) {
    (self.prompt, self.filling) = (prompt, filling)
  }
}

extension Cells {
  /// Cuts a hole into a piece, or into some bars of one.
  ///
  /// Where both hands of a bar are cut, its pedal is too.
  ///
  /// - Parameter hole: Cells of the hands; those that the tokens do not have change nothing.
  public func cut(_ tokens: [Token], _ hole: Set<Cell>) -> Cut {
    let runs = Runs(tokens, self)
    var prompt = Array(runs.header)
    var filling: [Token] = []
    for (index, bar) in runs.bars.enumerated() {
      prompt += tokens[bar.frame]
      var isInFilling = false
      let isWhole = [.right, .left].allSatisfy { hole.contains(Cell(bar: index, block: $0)) }
      for (block, content) in bar.blocks {
        prompt.append(token(block))
        guard block == .pedal ? isWhole : hole.contains(Cell(bar: index, block: block)) else {
          prompt += tokens[content]
          continue
        }
        prompt.append(holeToken)
        if !isInFilling { filling += tokens[bar.frame] }
        isInFilling = true
        filling.append(token(block))
        filling += tokens[content]
      }
    }
    prompt += tokens[runs.end...] + [fillToken]
    return Cut(prompt: prompt, filling: filling + [remi.endToken])
  }

  /// The piece with its holes filled: the tokens that were cut.
  ///
  /// - Precondition: the filling has the cells that the prompt has holes for, as those of
  ///   `FillingGrammar` and of `cut` have.
  public func restore(_ cut: Cut) -> [Token] {
    let prompt = Runs(cut.prompt, self)
    let filling = Runs(cut.filling, self)
    var contents = filling.bars.flatMap(\.blocks).map { cut.filling[$0.content] }[...]
    var tokens = Array(prompt.header)
    for bar in prompt.bars {
      tokens += cut.prompt[bar.frame]
      for (block, content) in bar.blocks {
        tokens.append(token(block))
        if cut.prompt[content].first == holeToken {
          precondition(!contents.isEmpty, "a hole that nothing fills")
          tokens += contents.removeFirst()
        } else {
          tokens += cut.prompt[content]
        }
      }
    }
    precondition(contents.isEmpty, "\(contents.count) cells too many")
    return tokens + cut.prompt[prompt.end...].dropLast()
  }
}
