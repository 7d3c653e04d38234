// How hard a key is struck.

/// A MIDI velocity, 1...127; zero is not a note.
public struct Velocity: Hashable, Comparable, Sendable {
  public let value: UInt8

  /// - Precondition: `value` is in 1...127.
  @inlinable public init(_ value: Int) {
    precondition(1...127 ~= value, "a velocity is in 1...127, not \(value)")
    self.value = UInt8(truncatingIfNeeded: value)
  }

  /// nil when `value` is not in 1...127.
  @inlinable public init?(exactly value: Int) {
    guard 1...127 ~= value else { return nil }
    self.value = UInt8(truncatingIfNeeded: value)
  }

  @inlinable public static func < (a: Velocity, b: Velocity) -> Bool { a.value < b.value }
}
