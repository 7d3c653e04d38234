// Bits out of bytes, the lowest first.

/// Bits out of bytes, the lowest first (RFC 1951, 3.1.1).
struct BitReader {
  private let bytes: ArraySlice<UInt8>
  private(set) var at: Int
  private var held: UInt32 = 0
  private var heldCount = 0

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    at = bytes.startIndex
  }

  mutating func bit() throws(ZipError) -> Int {
    if heldCount == 0 {
      held = UInt32(try byte())
      heldCount = 8
    }
    defer {
      held >>= 1
      heldCount -= 1
    }
    return Int(held & 1)
  }

  mutating func bits(_ count: Int) throws(ZipError) -> Int {
    var value = 0
    for index in 0..<count { value |= try bit() << index }
    return value
  }

  /// The next whole byte; drop the rest of the last one before.
  mutating func byte() throws(ZipError) -> UInt8 {
    guard at < bytes.endIndex else { throw ZipError(.cutShort, at: at) }
    defer { at += 1 }
    return bytes[at]
  }

  mutating func dropRestOfByte() { heldCount = 0 }
}
