// Writes a zip archive of members that are stored as they are, as PyTorch reads them.

import Foundation

/// A zip archive in the making: members one after the other, then the list of them.
///
/// Each member's bytes begin at a multiple of 64, as PyTorch has it, so that they can be mapped into memory.
struct ArchiveWriter {
  private let write: (Data) throws -> Void
  /// From which number on a number is written in eight bytes in another place: what does not fit four.
  private let wide: Int
  private var position = 0
  private var directory = Data()
  private var count = 0

  init(wide: Int = 0xFFFF_FFFF, write: @escaping (Data) throws -> Void) {
    (self.wide, self.write) = (wide, write)
  }

  mutating func add(_ name: String, _ bytes: Data) throws {
    let checksum = crc32(bytes)
    let isWide = bytes.count >= wide || position >= wide
    let size = narrow(isWide ? 0xFFFF_FFFF : bytes.count, 4)
    let both = narrow(bytes.count, 8) + narrow(bytes.count, 8)
    // Version, flags (names in UTF-8), method, time and day (the first of 1980), checksum, sizes, length of the name.
    let common =
      narrow(isWide ? 45 : 20, 2) + narrow(0x800, 2) + narrow(0, 4) + narrow(0x21, 2)
      + narrow(Int(checksum), 4) + size + size + narrow(name.utf8.count, 2)
    let extra = isWide ? narrow(1, 2) + narrow(16, 2) + both : Data()
    let unpadded = position + 30 + name.utf8.count + extra.count + 4
    let padding = (64 - unpadded % 64) % 64
    let header =
      narrow(0x0403_4B50, 4) + common + narrow(extra.count + 4 + padding, 2) + Data(name.utf8)
      + extra + narrow(0x4246, 2) + narrow(padding, 2) + Data(repeating: 0x5A, count: padding)
    let place = isWide ? narrow(1, 2) + narrow(24, 2) + both + narrow(position, 8) : Data()
    directory += narrow(0x0201_4B50, 4) + narrow(isWide ? 45 : 20, 2) + common
    directory += narrow(place.count, 2) + narrow(0, 10)
    directory += narrow(isWide ? 0xFFFF_FFFF : position, 4) + Data(name.utf8) + place
    try write(header)
    try write(bytes)
    position += header.count + bytes.count
    count += 1
  }

  /// The list of members and the end.
  func finish() throws {
    let isWide = position >= wide || directory.count >= wide || count >= 0xFFFF
    try write(directory)
    if isWide {
      let end = position + directory.count
      let counts = narrow(count, 8) + narrow(count, 8)
      try write(
        narrow(0x0606_4B50, 4) + narrow(44, 8) + narrow(45, 2) + narrow(45, 2) + narrow(0, 8)
          + counts
          + narrow(directory.count, 8) + narrow(position, 8))
      try write(narrow(0x0706_4B50, 4) + narrow(0, 4) + narrow(end, 8) + narrow(1, 4))
    }
    let members = narrow(isWide ? 0xFFFF : count, 2)
    try write(
      narrow(0x0605_4B50, 4) + narrow(0, 4) + members + members
        + narrow(isWide ? 0xFFFF_FFFF : directory.count, 4)
        + narrow(isWide ? 0xFFFF_FFFF : position, 4) + narrow(0, 2))
  }

  /// A little-endian number of `size` bytes.
  private func narrow(_ value: Int, _ size: Int) -> Data {
    Data((0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) })
  }
}

/// The checksum of zip archives.
func crc32(_ bytes: Data) -> UInt32 {
  bytes.withUnsafeBytes { bytes in
    crcTable.withUnsafeBufferPointer { table in
      var value: UInt32 = 0xFFFF_FFFF
      for byte in bytes { value = table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] ^ value >> 8 }
      return ~value
    }
  }
}

private let crcTable: [UInt32] = (0..<256).map { index in
  (0..<8).reduce(UInt32(index)) { value, _ in
    value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1
  }
}
