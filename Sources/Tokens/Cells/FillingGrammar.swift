// Which token may follow while holes are filled.

import Music

/// Which token may follow while the holes of a piece are filled, so that the filling has exactly
/// the cells that were cut, restores to a piece that decodes, and leaves no pedal hanging.
public struct FillingGrammar: Sendable {
  /// A block that is to be filled.
  private struct Gap: Sendable {
    /// What must stand before the block's content: of the first in a bar the bar and its metre too.
    var opening: [Token]
    var block: Block
    /// The bar and its metre.
    var frame: [Token]
    /// Whether the pedal must be down where the block ends; nil for either.
    var endsDown: Bool?
    /// Whether the pedal is down where the block begins, if what is before it is given.
    var beginsDown: Bool?
  }

  private let cells: Cells
  private let hasDynamics: Bool
  private let gaps: [Gap]
  /// The gap that is being filled.
  private var gap = 0
  /// Tokens of the opening of the current block that stand already.
  private var opened = 0
  private var inside: REMIGrammar
  /// Where a pedal's block begins or stands: whether the pedal is down.
  public private(set) var isPedalDown = false
  public private(set) var isFinished = false

  /// - Parameter piece: With holes. The grammar begins behind the fill token of its prompt.
  public init(_ piece: CellPiece, _ cells: Cells) {
    self.cells = cells
    hasDynamics = piece.hasDynamics
    inside = REMIGrammar(cells.remi)
    gaps = FillingGrammar.gaps(in: piece, cells)
  }

  private static func gaps(in piece: CellPiece, _ cells: Cells) -> [Gap] {
    var (gaps, isDown) = ([Gap](), Bool?.some(false))
    for bar in piece.bars {
      let frame = [cells.barToken, bar.metre]
      var isOpen = false
      for block in piece.blocks {
        guard let content = bar[block] else {
          gaps.append(
            Gap(
              opening: (isOpen ? [] : frame) + [cells.token(block)], block: block, frame: frame,
              beginsDown: block == .pedal ? isDown : nil))
          isOpen = true
          if block == .pedal { isDown = nil }
          continue
        }
        guard block == .pedal else { continue }
        for token in content {
          guard case .pedal(let isOn) = cells.symbol(of: token) else { continue }
          // The first pedal that is given after a hole says how the hole must end.
          if isDown == nil, let last = gaps.lastIndex(where: { $0.block == .pedal }) {
            gaps[last].endsDown = !isOn
          }
          isDown = isOn
        }
      }
    }
    if isDown == nil, let last = gaps.lastIndex(where: { $0.block == .pedal }) {
      gaps[last].endsDown = false
    }
    return gaps
  }

  /// What must stand next, whatever the model thinks; nil inside a block.
  public var forcedToken: Token? {
    guard gap < gaps.count else { return cells.endToken }
    return opened < gaps[gap].opening.count ? gaps[gap].opening[opened] : nil
  }

  /// What ends the current block, where it may end; nil where only one token may follow anyway.
  public var tokenAfterBlock: Token? { isFinished || forcedToken != nil ? nil : afterBlock }

  /// What may stand after the content of the current block.
  private var afterBlock: Token {
    gap + 1 < gaps.count ? gaps[gap + 1].opening[0] : cells.endToken
  }

  /// Sets `mask` to whether each token of the vocabulary may follow.
  public func allowed(into mask: inout [Bool]) {
    precondition(mask.count == cells.symbols.count, "a mask has one place for each token")
    for index in mask.indices { mask[index] = false }
    if isFinished {
      mask[Int(cells.remi.paddingToken.id)] = true
      return
    }
    if let forced = forcedToken {
      mask[Int(forced.id)] = true
      return
    }
    let isPedal = gaps[gap].block == .pedal
    inside.forEachAllowedRange { range in
      for id in range {
        switch cells.symbols[id] {
        case .position: mask[id] = !isPedal || id < pedalPositionsEnd
        case .pitch, .duration, .velocity: mask[id] = !isPedal
        case .pedal: mask[id] = isPedal
        case .bar: mask[Int(afterBlock.id)] = mayEnd
        default: continue
        }
      }
    }
  }

  /// A pedal that stands as it must at the block's end may only move where it can still move back.
  private var pedalPositionsEnd: Int {
    let end = cells.positionIDs.lowerBound + inside.positionsInBar
    return gaps[gap].endsDown == isPedalDown ? end - 1 : end
  }

  private var mayEnd: Bool {
    gaps[gap].block != .pedal || gaps[gap].endsDown.map { $0 == isPedalDown } ?? true
  }

  /// Moves on by one token that is allowed.
  public mutating func accept(_ token: Token) {
    if forcedToken == nil, token == afterBlock { (gap, opened) = (gap + 1, 0) }
    guard let forced = forcedToken else { return acceptContent(token) }
    precondition(token == forced, "\(token) where \(forced) must stand")
    if gap == gaps.count {
      isFinished = true
      return
    }
    opened += 1
    if opened == gaps[gap].opening.count { enter() }
  }

  private mutating func enter() {
    inside = REMIGrammar(cells.remi, after: gaps[gap].frame)
    guard gaps[gap].block == .pedal else { return }
    if let down = gaps[gap].beginsDown { isPedalDown = down }
    inside.setPedal(isDown: isPedalDown)
  }

  private mutating func acceptContent(_ token: Token) {
    inside.accept(token)
    switch cells.symbol(of: token) {
    case .pitch where !hasDynamics: inside.accept(cells.plainVelocity)
    case .pedal: isPedalDown = inside.isPedalDown
    default: return
    }
  }
}
