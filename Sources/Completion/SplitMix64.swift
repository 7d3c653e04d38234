// The generator of random numbers that takes are drawn with.

/// SplitMix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators"): the same
/// seed gives the same numbers on every machine.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private static let goldenGamma: UInt64 = 0x9E37_79B9_7F4A_7C15
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  /// The seed of one of the takes that are asked for together: the first has the seed that was asked
  /// for, the others numbers of its stream, short enough to be typed.
  ///
  /// It depends on the seed and the take's number only, so that a take comes out the same however
  /// many stand beside it, and asking for one take with this seed gives the same notes again.
  public static func seed(_ seed: UInt64, take number: Int) -> UInt64 {
    precondition(number >= 1, "takes are counted from 1, not \(number)")
    return number == 1 ? seed : mixed(seed &+ UInt64(number) &* goldenGamma) >> 32
  }

  public mutating func next() -> UInt64 {
    state &+= Self.goldenGamma
    return Self.mixed(state)
  }

  /// A number in 0..<1 that is a multiple of 2^-53.
  public mutating func nextUnit() -> Double { Double(next() >> 11) * 0x1p-53 }

  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
