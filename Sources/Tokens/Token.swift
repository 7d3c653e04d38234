// One symbol of a token sequence.

/// One symbol of a token sequence, known by its place in a vocabulary.
public struct Token: Hashable, Comparable, Sendable {
  public let id: UInt16

  /// - Precondition: `id` is in 0...65535.
  @inlinable public init(_ id: Int) {
    precondition(0...65535 ~= id, "a token's id is in 0...65535, not \(id)")
    self.id = UInt16(truncatingIfNeeded: id)
  }

  @inlinable public static func < (a: Token, b: Token) -> Bool { a.id < b.id }
}

extension Token: CustomStringConvertible {
  public var description: String { "#\(id)" }
}

/// What a token says.
public enum TokenKind: UInt8, Hashable, Sendable {
  case special, bar, position, pitch, drumPitch, velocity, duration, tempo, timeSignature
  case pedalOn, pedalOff, rest, chord, program
}
