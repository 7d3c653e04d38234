// Seeded random numbers.

/// SplitMix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators"): the same
/// seed gives the same numbers on every machine.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  public static let goldenGamma: UInt64 = 0x9E37_79B9_7F4A_7C15
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= Self.goldenGamma
    return Self.mixed(state)
  }

  /// A number in 0..<1 that is a multiple of 2^-53.
  public mutating func nextUnit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// 0..<bound, with a bias below 2^-40 for bounds up to 2^24.
  public mutating func below(_ bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// Every bit of the result depends on every bit of `value`; a bijection, zero stays zero.
  public static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
