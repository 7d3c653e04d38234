// What is written into an archive is read back; what archives claim is checked.

import Testing
import Zip

private let files: [(name: String, bytes: [UInt8])] = [
  ("a.txt", Array("one".utf8)), ("empty", []), ("更/b", (0..<300).map { UInt8($0 % 251) }),
]

private func written(wide: Int = 0xFFFF_FFFF) throws -> [UInt8] {
  var bytes: [UInt8] = []
  var archive = ZipWriter(wide: wide) { bytes += $0 }
  for file in files { try file.bytes.withUnsafeBytes { try archive.add(file.name, $0) } }
  try archive.finish()
  return bytes
}

/// An archive by hand, whose files may be compressed.
///
/// - Parameter extra: Fields that hold the sizes in the directory's stead.
private func archive(
  _ data: [UInt8], method: Int = 0, of content: [UInt8], flags: Int = 0, extra: [UInt8] = []
) -> [UInt8] {
  func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
  let common =
    little(20, 2) + little(flags, 2) + little(method, 2) + little(0, 4)
    + little(Int(checksum(content)), 4)
  let sizes = little(data.count, 4) + little(content.count, 4)
  let header =
    little(0x0403_4B50, 4) + common + sizes + little(1, 2) + little(0, 2) + Array("a".utf8) + data
  let directory =
    little(0x0201_4B50, 4) + little(20, 2) + common
    + (extra.isEmpty ? sizes : little(0xFFFF_FFFF, 4) + little(0xFFFF_FFFF, 4))
    + little(1, 2) + little(extra.count, 2) + little(0, 10) + little(0, 4)
    + Array("a".utf8) + extra
  return header + directory + little(0x0605_4B50, 4) + little(0, 4) + little(1, 2) + little(1, 2)
    + little(directory.count, 4) + little(header.count, 4) + little(0, 2)
}

/// Bit by bit, as the standard defines it.
private func checksum(_ bytes: [UInt8]) -> UInt32 {
  var sum = UInt32.max
  for byte in bytes {
    sum ^= UInt32(byte)
    for _ in 0..<8 { sum = sum & 1 == 1 ? 0xEDB8_8320 ^ (sum >> 1) : sum >> 1 }
  }
  return ~sum
}

private func contents(_ bytes: [UInt8], limit: Int = 1 << 20) throws(ZipError) -> [UInt8]? {
  let archive = try ZipArchive(bytes)
  guard let entry = archive.entries.first else { return nil }
  return try archive.contents(of: entry, limit: limit)
}

private func reason(_ bytes: [UInt8], limit: Int = 1 << 20) -> ZipError.Reason? {
  do throws(ZipError) {
    _ = try contents(bytes, limit: limit)
    return nil
  } catch { return error.reason }
}

/// Ordinary numbers, and each in its ZIP64 place.
@Test(arguments: [0xFFFF_FFFF, 0])
func whatIsWrittenIsReadBack(wide: Int) throws {
  let bytes = try written(wide: wide)
  let archive = try ZipArchive(bytes)
  #expect(archive.entries.map(\.name) == files.map(\.name))
  #expect((archive.zip64Offset != nil) == (wide == 0))
  for file in files {
    let entry = try #require(archive.entry(file.name))
    #expect(try archive.contents(of: entry, limit: 1 << 20) == file.bytes)
    let range = try archive.range(of: entry)
    #expect(entry.isStored && Array(bytes[range]) == file.bytes && range.lowerBound % 64 == 0)
  }
  #expect(archive.entry("b") == nil)
}

@Test func everyCutIsRefused() throws {
  for wide in [0xFFFF_FFFF, 0] {
    let whole = try written(wide: wide)
    for count in 0..<whole.count {
      #expect(throws: ZipError.self, "\(count) bytes are read") {
        try ZipArchive(Array(whole.prefix(count)))
      }
    }
  }
}

@Test func anyByteMayBeChangedWithoutACrash() throws {
  for wide in [0xFFFF_FFFF, 0] {
    let whole = try written(wide: wide)
    for place in whole.indices {
      for value: UInt8 in [0, 1, 0x7F, 0xFF] {
        var changed = whole
        changed[place] = value
        guard let archive = try? ZipArchive(changed) else { continue }
        for entry in archive.entries { _ = try? archive.contents(of: entry, limit: 1 << 16) }
      }
    }
  }
}

@Test func aCommentMayFollow() throws {
  var bytes = archive([1, 2, 3], of: [1, 2, 3])
  bytes[bytes.count - 2] = 5
  #expect(try contents(bytes + Array("hello".utf8)) == [1, 2, 3])
}

@Test(arguments: [300, 65535]) func aCommentMayBeLong(count: Int) throws {
  var bytes = archive([1, 2, 3], of: [1, 2, 3])
  bytes[bytes.count - 2] = UInt8(count % 256)
  bytes[bytes.count - 1] = UInt8(count / 256)
  #expect(try contents(bytes + [UInt8](repeating: 0x20, count: count)) == [1, 2, 3])
}

@Test func anotherExtraFieldMayComeBeforeTheWideSizes() throws {
  let time: [UInt8] = [0x55, 0x54, 5, 0, 1, 0, 0, 0, 0]
  let sizes: [UInt8] = [1, 0, 16, 0] + [3, 0, 0, 0, 0, 0, 0, 0] + [3, 0, 0, 0, 0, 0, 0, 0]
  for extra in [sizes, time + sizes] {
    #expect(try contents(archive([1, 2, 3], of: [1, 2, 3], extra: extra)) == [1, 2, 3])
  }
}

@Test func aWrongChecksumIsNoticed() {
  #expect(reason(archive([1, 2, 3], of: [1, 2, 4])) == .damaged("its checksum is another"))
}

@Test func aFileBeyondTheLimitIsRefused() {
  let bytes = archive([1, 2, 3], of: [1, 2, 3])
  #expect(reason(bytes, limit: 3) == nil)
  #expect(reason(bytes, limit: 2) == .tooLarge(limit: 2))
}

@Test func passwordsAndOtherCompressionsAreRefused() {
  #expect(reason(archive([1], of: [1], flags: 1)) == .unsupported("a password"))
  #expect(reason(archive([1], method: 12, of: [1])) == .unsupported("compression of kind 12"))
}

/// What zlib makes of a text at levels 0 (stored), 9 (its own codes) and of a short one (fixed
/// codes): `zlib.compressobj(level, zlib.DEFLATED, -15)` in Python.
@Test func blocksOfAllThreeKindsAreInflated() throws {
  let short = Array("aaaaaaaaaa".utf8)
  #expect(try contents(archive([0x4B, 0x4C, 0x84, 0x01, 0x00], method: 8, of: short)) == short)
  let stored: [UInt8] = [0x01, 0x03, 0x00, 0xFC, 0xFF, 0x61, 0x62, 0x63]
  #expect(try contents(archive(stored, method: 8, of: Array("abc".utf8))) == Array("abc".utf8))
  #expect(try contents(archive(dynamicBlock, method: 8, of: dynamicText)) == dynamicText)
}

@Test func whatInflatesToMoreThanItSaysIsStoppedThere() {
  let deflated: [UInt8] = [0x4B, 0x4C, 0x84, 0x01, 0x00]
  #expect(reason(archive(deflated, method: 8, of: [0x61])) == .tooLarge(limit: 1))
}

@Test func damagedBlocksAreRefused() {
  let text = Array("abc".utf8)
  let blocks: [[UInt8]] = [
    [0x07], [0x01, 0x03, 0x00, 0xFC, 0xFE, 0x61, 0x62, 0x63], [0x05, 0xFF, 0xFF, 0xFF, 0xFF],
    [0x63, 0x00, 0x10],
  ]
  for block in blocks { #expect(reason(archive(block, method: 8, of: text)) != nil, "\(block)") }
}

private let dynamicText: [UInt8] = (0..<400).map { (index: Int) -> UInt8 in
  let square = index * index % 23
  return UInt8(square * (index % 7) % 19 + 97)
}
private let dynamicBlock: [UInt8] = [
  0xE5, 0xCE, 0xC1, 0x11, 0x03, 0x20, 0x08, 0x04, 0xC0, 0x5A, 0x0F, 0x04, 0x44, 0x02, 0x8A,
  0xF6, 0x3F, 0x93, 0xF4, 0x91, 0xEF, 0xBE, 0x16, 0xE4, 0x3E, 0x83, 0xF1, 0x54, 0xF5, 0x13,
  0x78, 0x46, 0x2E, 0x0D, 0xC2, 0xE8, 0x49, 0x28, 0xEB, 0xE0, 0x0B, 0xD7, 0x4E, 0x4F, 0x2C,
  0x1F, 0x50, 0x45, 0x0B, 0xE5, 0x3E, 0xB0, 0xD4, 0xD8, 0x0F, 0x5C, 0xDE, 0x0A, 0xC8, 0x0B,
  0xF7, 0x87, 0xEC, 0xA7, 0x7C, 0x30, 0xA6, 0xCD, 0xF9, 0x53, 0xCE, 0x2B, 0x89, 0x71, 0x6F,
  0x7D, 0x2E, 0xF2, 0xAE, 0x1D, 0x04, 0x61, 0x08, 0x35, 0x78, 0xAE, 0x33, 0x02, 0xD6, 0xF7,
  0x1C, 0x46, 0xBF, 0x14, 0x18, 0x56, 0xD9, 0x3E, 0x05, 0xCF, 0x57, 0xA3, 0x50, 0x12, 0x97,
  0x0C, 0xFF, 0x15, 0xFC, 0x02,
]
