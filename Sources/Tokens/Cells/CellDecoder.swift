// The tokens of cells become music, one token after the other.

import Music

/// Turns the tokens of cells into what they say, one token after the other:
///
///     var decoder = CellDecoder(cells)
///     for token in tokens {
///       if case .note(let note) = decoder.read(token) { ... }
///     }
///
/// What cannot be understood where it stands is passed over.
public struct CellDecoder: Sendable {
  /// What a token completes.
  public enum Event: Hashable, Sendable {
    case bar
    /// Of the bar that has begun.
    case metre(numerator: Int, denominator: Int)
    case block(Block)
    case note(CellNote)
    case pedal(isDown: Bool, position: Int)
  }

  /// A note in a hand's block.
  public struct CellNote: Hashable, Sendable {
    public var hand: Hand
    /// From the start of the bar.
    public var position: Int
    public var pitch: Pitch
    /// nil where the piece has no dynamics.
    public var velocity: Velocity?
    public var duration: BeatDuration
  }

  private enum Expected: Sendable { case anything, velocity, duration }

  private let symbols: [Symbol]
  private var hasDynamics: Bool
  private var expected = Expected.anything
  /// The block that is being read; nil between bars.
  public private(set) var block: Block?
  /// Where in the bar the block has come to.
  public private(set) var position = 0
  /// Of the note that is being read, or was read last.
  public private(set) var pitch: Pitch?
  private var velocity: Velocity?

  /// - Parameter hasDynamics: Whether notes have velocities, until the tokens say it themselves.
  public init(_ cells: Cells, hasDynamics: Bool = false) {
    symbols = cells.symbols
    self.hasDynamics = hasDynamics
  }

  /// Goes on by one token.
  ///
  /// - Precondition: `token` is in the vocabulary.
  public mutating func read(_ token: Token) -> Event? {
    let expected = self.expected
    self.expected = .anything
    switch symbols[Int(token.id)] {
    case .dynamics(let isOn): hasDynamics = isOn
    case .bar:
      (block, position) = (nil, 0)
      return .bar
    case .metre(let numerator, let denominator):
      return .metre(numerator: numerator, denominator: denominator)
    case .block(let begun):
      (block, position) = (begun, 0)
      return .block(begun)
    case .position(let next): position = next
    case .pitch(let next):
      (pitch, velocity) = (next, nil)
      self.expected = hasDynamics ? .velocity : .duration
    case .velocity(let next) where expected == .velocity:
      velocity = next
      self.expected = .duration
    case .duration(let duration) where expected == .duration:
      guard let hand = block?.hand, let pitch else { return nil }
      return .note(
        CellNote(
          hand: hand, position: position, pitch: pitch, velocity: velocity, duration: duration))
    case .pedal(let isDown) where block == .pedal:
      return .pedal(isDown: isDown, position: position)
    default: break
    }
    return nil
  }
}
