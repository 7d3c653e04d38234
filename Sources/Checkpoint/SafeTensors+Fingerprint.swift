// A number that tells files of different tensors apart.

import Foundation

extension SafeTensors {
  /// A number that two files hardly ever share if a tensor differs in name, element type, shape or
  /// a single bit; what the writer noted besides, and the order in the file, do not matter.
  ///
  /// Reads all bytes. It protects from mistakes, not from malice.
  public var fingerprint: UInt64 {
    var hash = Fingerprint()
    for (name, entry) in entries.sorted(by: { $0.key < $1.key }) {
      hash.combine(Data("\(name) \(entry.elementType.rawValue) \(entry.shape)".utf8))
      hash.combine(data[entry.range])
    }
    return hash.value
  }
}

/// Four sums side by side, so that the processor need not wait for one multiplication to begin the
/// next.
private struct Fingerprint {
  private var lanes: SIMD4<UInt64> = [
    0x9E37_79B9_7F4A_7C15, 0xBF58_476D_1CE4_E5B9, 0x94D0_49BB_1331_11EB, 0xD6E8_FEB8_6659_FD93,
  ]

  var value: UInt64 {
    (0..<4).reduce(UInt64(0)) { Fingerprint.mixed($0 &+ lanes[$1], 0) }
  }

  mutating func combine(_ bytes: Data) {
    bytes.withUnsafeBytes { bytes in
      let whole = bytes.count / 32 * 32
      var (a, b, c, d) = (lanes[0], lanes[1], lanes[2], lanes[3])
      func word(_ offset: Int) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      }
      for offset in stride(from: 0, to: whole, by: 32) {
        a = Fingerprint.mixed(a, word(offset))
        b = Fingerprint.mixed(b, word(offset + 8))
        c = Fingerprint.mixed(c, word(offset + 16))
        d = Fingerprint.mixed(d, word(offset + 24))
      }
      for byte in bytes[whole...] { a = Fingerprint.mixed(a, UInt64(byte)) }
      lanes = [Fingerprint.mixed(a, UInt64(bytes.count)), b, c, d]
    }
  }

  /// A multiplication carries upwards only; the shift brings it down again.
  @inline(__always) private static func mixed(_ sum: UInt64, _ word: UInt64) -> UInt64 {
    let product = (sum ^ word) &* 0x9FB2_1C65_1E98_DF25
    return product ^ product >> 32
  }
}
