// A short sketch of a set, from which the likeness of two sets is told.

import Random

/// A MinHash sketch of a set of hashes (Broder 1997): for each of many orders of all hashes, the
/// first element of the set in that order. The share of equal values of two sketches estimates the
/// Jaccard similarity of the sets: how much of what they have together they have in common.
struct MinHash: Hashable, Sendable {
  static let places = 64

  /// How many elements the set has.
  var count: Int
  let values: [UInt16]

  init(count: Int, values: [UInt16]) {
    precondition(values.count == Self.places, "a sketch of \(values.count) places")
    (self.count, self.values) = (count, values)
  }

  /// - Parameter hashes: Well mixed.
  init(of hashes: Set<UInt64>) {
    var least = [UInt64](repeating: .max, count: Self.places)
    for hash in hashes {
      for place in 0..<Self.places {
        let value = (hash ^ Self.factors[place]) &* Self.factors[place]
        if value < least[place] { least[place] = value }
      }
    }
    count = hashes.count
    values = least.map { UInt16(truncatingIfNeeded: SplitMix64.mixed($0)) }
  }

  /// The estimated share of what two sets have together that they have in common.
  func similarity(to other: MinHash) -> Double {
    let equal = zip(values, other.values).count { $0 == $1 }
    return Double(equal) / Double(Self.places)
  }

  /// Each gives an order of all 64-bit numbers, as it is odd; zero is not first in all of them.
  private static let factors: [UInt64] = {
    var generator = SplitMix64(seed: 0x436F_6E74_696E_756F)
    return (0..<places).map { _ in generator.next() | 1 }
  }()
}
