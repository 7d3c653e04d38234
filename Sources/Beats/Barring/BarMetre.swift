// A time signature without a place.

/// A time signature without a place.
public struct BarMetre: Hashable, Sendable {
  public let numerator: Int
  public let denominator: Int

  /// nil when it is none that a score can have.
  public init?(_ numerator: Int, _ denominator: Int) {
    guard 1...255 ~= numerator, 1...128 ~= denominator, denominator & (denominator - 1) == 0
    else { return nil }
    self.numerator = numerator
    self.denominator = denominator
  }

  /// Such as "6/8"; nil when it is none that a score can have.
  public init?(_ text: Substring) {
    let numbers = text.split(separator: "/").map { Int($0) }
    guard numbers.count == 2, let numerator = numbers[0], let denominator = numbers[1] else {
      return nil
    }
    self.init(numerator, denominator)
  }

  /// The metre of some of the beats of a bar that has `usual`; nil when none says it.
  func holding(_ beats: Int, of usual: Int) -> BarMetre? {
    var (numerator, denominator) = (numerator * beats, denominator)
    while numerator % usual != 0 {
      (numerator, denominator) = (2 * numerator, 2 * denominator)
      if denominator > 128 { return nil }
    }
    return BarMetre(numerator / usual, denominator)
  }
}
