// The generator of random numbers that takes are drawn with.

/// SplitMix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators"): the same
/// seed gives the same numbers on every machine.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private static let goldenGamma: UInt64 = 0x9E37_79B9_7F4A_7C15
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  /// The stream of one take: it depends on the seed and the take's number and on nothing else, so
  /// that a take comes out the same however many stand beside it.
  ///
  /// The state is the `take`-th number of the seed's own stream, mixed once more so that streams of
  /// neighbouring takes and neighbouring seeds do not run behind each other.
  public init(seed: UInt64, take: Int) {
    let number = UInt64(bitPattern: Int64(take))
    state = Self.mixed(Self.mixed(seed &+ number &* Self.goldenGamma) ^ number)
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
