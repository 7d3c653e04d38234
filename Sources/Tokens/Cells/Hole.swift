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
  /// The bars behind the last hole come first in the prompt, so that the filling follows what it
  /// follows in the music, and still knows what comes after it (the order suffix, prefix, middle of
  /// Bavarian et al. 2022, "Efficient training of language models to fill in the middle", section 3).
  ///
  /// Where both hands of a bar are cut, its pedal is too.
  ///
  /// - Parameter hole: Cells of the hands; those that the tokens do not have change nothing.
  public func cut(_ tokens: [Token], _ hole: Set<Cell>) -> Cut {
    let runs = Runs(tokens, self)
    var prompt = Array(runs.header)
    var filling: [Token] = []
    let last = hole.map(\.bar).filter { runs.bars.indices.contains($0) }.max()
    let later = last.map { $0 + 1 } ?? runs.bars.count
    let hasLater = later < runs.bars.count
    if hasLater {
      prompt += tokens[runs.bars[later].frame.lowerBound...]
      prompt.append(laterToken)
    }
    for (index, bar) in runs.bars[..<later].enumerated() {
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
    if !hasLater { prompt += tokens[runs.end...] }
    prompt.append(fillToken)
    return Cut(prompt: prompt, filling: filling + [remi.endToken])
  }

  /// A prompt with its bars in the order of the music.
  func inOrder(_ prompt: [Token]) -> [Token] {
    guard let mark = prompt.firstIndex(of: laterToken),
      let first = prompt.firstIndex(where: remi.isBar), first < mark,
      let fill = prompt.lastIndex(of: fillToken), mark < fill
    else { return prompt }
    return Array(
      prompt[..<first] + prompt[(mark + 1)..<fill] + prompt[first..<mark] + prompt[fill...])
  }

  /// The piece with its holes filled: the tokens that were cut.
  ///
  /// - Precondition: the filling has the cells that the prompt has holes for, as those of
  ///   `FillingGrammar` and of `cut` have.
  public func restore(_ cut: Cut) -> [Token] {
    let given = inOrder(cut.prompt)
    let prompt = Runs(given, self)
    let filling = Runs(cut.filling, self)
    var contents = filling.bars.flatMap(\.blocks).map { cut.filling[$0.content] }[...]
    var tokens = Array(prompt.header)
    for bar in prompt.bars {
      tokens += given[bar.frame]
      for (block, content) in bar.blocks {
        tokens.append(token(block))
        if given[content].first == holeToken {
          precondition(!contents.isEmpty, "a hole that nothing fills")
          tokens += contents.removeFirst()
        } else {
          tokens += given[content]
        }
      }
    }
    precondition(contents.isEmpty, "\(contents.count) cells too many")
    return tokens + given[prompt.end...].dropLast()
  }
}
