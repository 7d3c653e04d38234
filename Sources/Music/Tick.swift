// Musical time.

/// A point or a span in musical time, counted in the ticks of its score.
public struct Tick: Hashable, Comparable, Sendable {
  public var value: Int

  @inlinable public init(_ value: Int) { self.value = value }

  @inlinable public static func < (a: Tick, b: Tick) -> Bool { a.value < b.value }
}

extension Tick: AdditiveArithmetic {
  @inlinable public static var zero: Tick { Tick(0) }
  @inlinable public static func + (a: Tick, b: Tick) -> Tick { Tick(a.value + b.value) }
  @inlinable public static func - (a: Tick, b: Tick) -> Tick { Tick(a.value - b.value) }
}

extension Tick: CustomStringConvertible {
  public var description: String { "\(value)" }
}
