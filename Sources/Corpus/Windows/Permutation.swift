// A shuffled order that needs no memory.

import Random

/// A seeded permutation of 0..<count, computed number by number: a Feistel network over the next
/// even power of two, walked until it lands inside (Black and Rogaway 2002, "Ciphers with arbitrary
/// finite domains").
struct Permutation {
  private let count: UInt64
  private let halfBits: UInt64
  private let keys: [UInt64]

  init(count: Int, seed: UInt64) {
    precondition(count > 0, "a permutation of nothing")
    self.count = UInt64(count)
    var half: UInt64 = 1
    while half < 31, 1 << (2 * half) < UInt64(count) { half += 1 }
    halfBits = half
    var generator = SplitMix64(seed: seed)
    keys = (0..<6).map { _ in generator.next() }
  }

  subscript(index: Int) -> Int {
    precondition(index >= 0 && UInt64(index) < count, "\(index) is not in 0..<\(count)")
    var x = UInt64(index)
    repeat { x = network(x) } while x >= count
    return Int(x)
  }

  private func network(_ x: UInt64) -> UInt64 {
    let mask: UInt64 = (1 << halfBits) - 1
    var (left, right) = (x >> halfBits, x & mask)
    for key in keys {
      (left, right) = (right, left ^ (SplitMix64.mixed(right ^ key) & mask))
    }
    return left << halfBits | right
  }
}
