// Which token may follow while holes are filled.

/// Which token may follow while the holes of a prompt are filled, so that the filling has exactly
/// the cells that were cut, restores to a piece that decodes, and leaves no pedal hanging.
public struct FillingGrammar: Sendable {
  private struct Block: Sendable {
    /// What must stand before the block's content: of the first in a bar the bar and its metre too.
    var opening: [Token]
    var block: Cells.Block
    var metre: [Token]
    /// Whether the pedal must be down where the block ends; nil for either.
    var endsDown: Bool?
    /// Whether the pedal is down where the block begins, if what is before it is given.
    var beginsDown: Bool?
  }

  private let cells: Cells
  private let hasDynamics: Bool
  private let blocks: [Block]
  private var block = 0
  /// Tokens of the opening of the current block that stand already.
  private var opened = 0
  private var inside: REMIGrammar
  /// Where a pedal's block begins or stands: whether the pedal is down.
  public private(set) var isPedalDown = false
  public private(set) var isFinished = false

  /// - Parameter prompt: Ends with the fill token, as that of `Cells.cut`.
  public init(_ cells: Cells, prompt: [Token]) {
    self.cells = cells
    let prompt = cells.inOrder(prompt)
    hasDynamics = prompt.contains(cells.dynamicsToken(true))
    inside = REMIGrammar(cells.remi)
    blocks = FillingGrammar.blocks(prompt, cells)
  }

  private static func blocks(_ prompt: [Token], _ cells: Cells) -> [Block] {
    var (blocks, isDown) = ([Block](), Bool?.some(false))
    let pedalOn = cells.remi.layout.pedalOn
    let pedalOff = cells.remi.layout.pedalOff
    for bar in Runs(prompt, cells).bars {
      let frame = Array(prompt[bar.frame])
      var isOpen = false
      for (block, content) in bar.blocks {
        let isHole = prompt[content].first == cells.holeToken
        if isHole {
          blocks.append(
            Block(
              opening: (isOpen ? [] : frame) + [cells.token(block)], block: block, metre: frame,
              beginsDown: block == .pedal ? isDown : nil))
          isOpen = true
        }
        guard block == .pedal else { continue }
        if isHole {
          isDown = nil
          continue
        }
        for token in prompt[content] {
          let (isOn, isOff) = (Int(token.id) == pedalOn, Int(token.id) == pedalOff)
          guard isOn || isOff else { continue }
          // The first pedal that is given after a hole says how the hole must end.
          if isDown == nil, let last = blocks.lastIndex(where: { $0.block == .pedal }) {
            blocks[last].endsDown = isOff
          }
          isDown = isOn
        }
      }
    }
    if isDown == nil, let last = blocks.lastIndex(where: { $0.block == .pedal }) {
      blocks[last].endsDown = false
    }
    return blocks
  }

  /// What must stand next, whatever the model thinks; nil inside a block.
  public var forcedToken: Token? {
    guard block < blocks.count else { return cells.remi.endToken }
    return opened < blocks[block].opening.count ? blocks[block].opening[opened] : nil
  }

  /// What ends the current block, where it may end; nil where only one token may follow anyway.
  public var tokenAfterBlock: Token? { isFinished || forcedToken != nil ? nil : afterBlock }

  /// What may stand after the content of the current block.
  private var afterBlock: Token {
    block + 1 < blocks.count ? blocks[block + 1].opening[0] : cells.remi.endToken
  }

  /// Sets `mask` to whether each token of the vocabulary may follow.
  public func allowed(into mask: inout [Bool]) {
    precondition(mask.count == cells.vocabulary.count, "a mask has one place for each token")
    for index in mask.indices { mask[index] = false }
    if isFinished {
      mask[Int(cells.remi.paddingToken.id)] = true
      return
    }
    if let forced = forcedToken {
      mask[Int(forced.id)] = true
      return
    }
    var plain = [Bool](repeating: false, count: cells.remi.vocabulary.count)
    inside.allowed(into: &plain)
    let isPedal = blocks[block].block == .pedal
    for id in plain.indices where plain[id] {
      switch cells.remi.kind(of: Token(id)) {
      case .position: mask[id] = !isPedal || id < pedalPositionsEnd
      case .pitch, .duration, .velocity: mask[id] = !isPedal
      case .pedalOn, .pedalOff: mask[id] = isPedal
      case .bar: mask[Int(afterBlock.id)] = mayEnd
      case .special, .drumPitch, .tempo, .timeSignature, .rest, .chord, .program: continue
      }
    }
  }

  /// A pedal that stands as it must at the block's end may only move where it can still move back.
  private var pedalPositionsEnd: Int {
    let end = cells.remi.layout.positions.lowerBound + inside.positionsInBar
    return blocks[block].endsDown == isPedalDown ? end - 1 : end
  }

  private var mayEnd: Bool {
    blocks[block].block != .pedal || blocks[block].endsDown.map { $0 == isPedalDown } ?? true
  }

  /// Moves on by one token that is allowed.
  public mutating func accept(_ token: Token) {
    if forcedToken == nil, token == afterBlock { (block, opened) = (block + 1, 0) }
    guard let forced = forcedToken else { return acceptContent(token) }
    precondition(token == forced, "\(token) where \(forced) must stand")
    if block == blocks.count {
      isFinished = true
      return
    }
    opened += 1
    if opened == blocks[block].opening.count { enter() }
  }

  private mutating func enter() {
    let remi = cells.remi
    inside = REMIGrammar(remi, after: blocks[block].metre)
    guard blocks[block].block == .pedal else { return }
    if let down = blocks[block].beginsDown { isPedalDown = down }
    inside.setPedal(isDown: isPedalDown)
  }

  private mutating func acceptContent(_ token: Token) {
    let remi = cells.remi
    inside.accept(token)
    switch remi.kind(of: token) {
    case .pitch where !hasDynamics: inside.accept(cells.plainVelocity)
    case .pedalOn, .pedalOff: isPedalDown = inside.isPedalDown
    default: return
    }
  }
}
