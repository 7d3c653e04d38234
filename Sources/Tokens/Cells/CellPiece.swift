// A piece in cells, bar by bar.

import Music

/// A piece in cells, or some bars of one, bar by bar; holes have no content.
public struct CellPiece: Hashable, Sendable {
  public struct Bar: Hashable, Sendable {
    /// The token of its metre.
    public var metre: Token
    /// What stands in each block; nil where it is a hole.
    public var right, left, pedal: [Token]?

    public init(metre: Token, right: [Token]? = [], left: [Token]? = [], pedal: [Token]? = []) {
      self.metre = metre
      (self.right, self.left, self.pedal) = (right, left, pedal)
    }

    public subscript(block: Block) -> [Token]? {
      get {
        switch block {
        case .hand(.right): right
        case .hand(.left): left
        case .pedal: pedal
        }
      }
      set {
        switch block {
        case .hand(.right): right = newValue
        case .hand(.left): left = newValue
        case .pedal: pedal = newValue
        }
      }
    }

    /// Whether some block is a hole.
    public var hasHole: Bool { right == nil || left == nil || pedal == nil }
  }

  /// What stands before the first bar: of a piece its begin, and whether it has dynamics and
  /// pedals.
  public var header: [Token]
  public var bars: [Bar]
  /// Whether velocities are written.
  public let hasDynamics: Bool
  /// Whether bars have a block for the pedal; without one the pedal of each bar is empty.
  public let hasPedals: Bool
  /// Whether the piece ends with the last bar.
  public var isWhole: Bool

  init(hasDynamics: Bool, hasPedals: Bool, bars: [Bar], isWhole: Bool, _ cells: Cells) {
    header = [cells.beginToken, cells.dynamicsToken(hasDynamics), cells.pedalsToken(hasPedals)]
    (self.hasDynamics, self.hasPedals) = (hasDynamics, hasPedals)
    (self.bars, self.isWhole) = (bars, isWhole)
  }

  /// The blocks that are written in a bar.
  var blocks: ArraySlice<Block> { hasPedals ? Block.allCases[...] : Block.allCases.dropLast() }

  /// The tokens, in the order of the music. Linear in their number.
  public func tokens(_ cells: Cells) -> [Token] {
    header + tokens(of: bars, cells) + (isWhole ? [cells.endToken] : [])
  }

  /// The tokens of some bars of the piece.
  func tokens(of bars: some Sequence<Bar>, _ cells: Cells) -> [Token] {
    var tokens: [Token] = []
    for bar in bars {
      tokens += [cells.barToken, bar.metre]
      for block in blocks {
        tokens.append(cells.token(block))
        tokens += bar[block] ?? [cells.holeToken]
      }
    }
    return tokens
  }

  /// How many tokens a bar has.
  public func tokenCount(ofBar index: Int) -> Int {
    blocks.reduce(2) { $0 + 1 + (bars[index][$1]?.count ?? 1) }
  }
}

// MARK: - Reading

/// Which token of a sequence cannot stand where it stands.
public struct CellPieceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Counted from the first token, from zero.
  public let index: Int
  /// By its name; nil where the tokens end too early.
  public let name: String?

  public var description: String {
    name.map { "token \(index), \($0), cannot stand there" }
      ?? "the tokens end at \(index) in a bar"
  }
}

extension CellPiece {
  /// Reads tokens of a piece, of bars of one, or a prompt up to its fill token.
  ///
  /// - Throws: Where a bar has no metre, or not each of its blocks once and in order.
  public init(_ tokens: some Sequence<Token>, _ cells: Cells) throws(CellPieceError) {
    var reader = CellPieceReader()
    var count = 0
    for token in tokens {
      guard reader.read(token, cells.symbol(of: token)) else {
        throw CellPieceError(index: count, name: cells.vocabulary[Int(token.id)])
      }
      count += 1
    }
    guard reader.closeBar() else { throw CellPieceError(index: count, name: nil) }
    header = reader.header
    (hasDynamics, hasPedals) = (reader.hasDynamics, reader.hasPedals)
    (bars, isWhole) = (reader.bars + reader.later, reader.isWhole)
  }

  /// The same of tokens that are known to be cells, such as those of a dataset.
  public init(known tokens: some Sequence<Token>, _ cells: Cells) {
    do { try self.init(tokens, cells) } catch { preconditionFailure("no cells: \(error)") }
  }
}

private struct CellPieceReader {
  private enum Place { case header, metre, bar, betweenBars, behindEnd, behindFill }

  var header: [Token] = []
  var bars: [CellPiece.Bar] = []
  /// Bars of a prompt that stand before those that come first in the music.
  var later: [CellPiece.Bar] = []
  var (hasDynamics, hasPedals, isWhole) = (false, false, false)
  private var place = Place.header
  /// The bar that is being read, and how many of its blocks have begun.
  private var bar: CellPiece.Bar?
  private var blockCount = 0
  /// Of the block that is being read.
  private var content: [Token]? = []

  /// - Returns: Whether the token may stand there.
  mutating func read(_ token: Token, _ symbol: Symbol) -> Bool {
    switch (place, symbol) {
    case (.header, .bar), (.bar, .bar), (.betweenBars, .bar):
      guard closeBar() else { return false }
      place = .metre
    case (.header, .fill), (.bar, .fill), (.betweenBars, .fill), (.behindEnd, .fill):
      guard closeBar() else { return false }
      place = .behindFill
    case (.header, _):
      if symbol == .dynamics(true) { hasDynamics = true }
      if symbol == .pedals(true) { hasPedals = true }
      header.append(token)
    case (.metre, .metre):
      bar = CellPiece.Bar(metre: token)
      (place, blockCount) = (.bar, 0)
    case (.bar, .block(let block)):
      guard block.index == blockCount, hasPedals || block != .pedal else { return false }
      closeBlock()
      blockCount += 1
    case (.bar, .hole):
      guard blockCount > 0, content == [] else { return false }
      content = nil
    case (.bar, .position), (.bar, .pitch), (.bar, .velocity), (.bar, .duration), (.bar, .pedal):
      guard blockCount > 0, content != nil else { return false }
      content?.append(token)
    case (.bar, .end):
      guard closeBar() else { return false }
      (isWhole, place) = (true, .behindEnd)
    case (.bar, .later), (.behindEnd, .later):
      guard closeBar(), later.isEmpty else { return false }
      (later, bars, place) = (bars, [], .betweenBars)
    default: return false
    }
    return true
  }

  private mutating func closeBlock() {
    if blockCount > 0 { bar?[Block.allCases[blockCount - 1]] = content }
    content = []
  }

  /// - Returns: Whether the bar that is being read, if any, has all that a bar has.
  mutating func closeBar() -> Bool {
    guard bar != nil else { return place != .metre }
    guard blockCount == (hasPedals ? 3 : 2) else { return false }
    closeBlock()
    if let bar { bars.append(bar) }
    bar = nil
    return true
  }
}
