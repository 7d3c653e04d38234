// A number for a sequence of bytes, the same on every machine.

import Random
import Tokens

/// A number for a sequence of bytes or numbers, the same on every machine and in every run.
struct ContentHash {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ number: UInt64) {
    value = SplitMix64.mixed(value ^ number) &* 0x100_0000_01B3
  }

  /// A text and where it ends.
  mutating func add(_ text: String) {
    for byte in text.utf8 { add(UInt64(byte)) }
    add(0x100)
  }

  static func of(_ tokens: [Token]) -> UInt64 {
    var hash = ContentHash()
    for token in tokens { hash.add(UInt64(token.id)) }
    return hash.value
  }
}
