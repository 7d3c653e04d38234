// The seeds of takes.

import Random

extension SplitMix64 {
  /// The seed of one of the takes that are asked for together: the first has the seed that was
  /// asked for, the others numbers of its stream, short enough to be typed.
  ///
  /// It depends on the seed and the take's number only, so that a take comes out the same however
  /// many stand beside it, and asking for one take with this seed gives the same notes again.
  public static func seed(_ seed: UInt64, take number: Int) -> UInt64 {
    precondition(number >= 1, "takes are counted from 1, not \(number)")
    return number == 1 ? seed : mixed(seed &+ UInt64(number) &* goldenGamma) >> 32
  }
}
