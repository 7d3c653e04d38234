// Finds the members of a zip archive that are stored as they are, as PyTorch writes them.

import Foundation

/// The members of a zip archive, none of them compressed, by name; ranges are in the archive's bytes.
struct StoredArchive {
  private(set) var members: [String: Range<Int>] = [:]

  private let bytes: Data
  private let file: URL

  /// - Parameter bytes: Of the whole archive, beginning at index 0.
  init(_ bytes: Data, file: URL) throws(CheckpointError) {
    (self.bytes, self.file) = (bytes, file)
    var (position, count) = try directory()
    while count > 0 {
      let (name, range, next) = try member(at: position)
      guard members.updateValue(range, forKey: name) == nil else {
        throw malformed("two members are named '\(name)'", position)
      }
      (position, count) = (next, count - 1)
    }
  }

  /// Where the list of members begins and how many there are: said at the end, after a comment of at most 64 KiB.
  private func directory() throws(CheckpointError) -> (position: Int, count: Int) {
    let size = 22
    var end = bytes.count - size
    let first = max(0, end - 0xFFFF)
    while end >= first, try number(end, 4) != 0x0605_4B50 { end -= 1 }
    guard end >= first else { throw malformed("it has no end", bytes.count) }
    let (count, position) = (try number(end + 10, 2), try number(end + 16, 4))
    guard count == 0xFFFF || position == 0xFFFF_FFFF else { return (position, count) }
    // The numbers are too large for this place: a wider one stands before it.
    let locator = end - 20
    guard try number(locator, 4) == 0x0706_4B50 else { throw malformed("no wide end", locator) }
    let wide = try number(locator + 8, 8)
    guard try number(wide, 4) == 0x0606_4B50 else { throw malformed("no wide end", wide) }
    return (try number(wide + 48, 8), try number(wide + 32, 8))
  }

  private func member(
    at position: Int
  ) throws(CheckpointError) -> (name: String, range: Range<Int>, next: Int) {
    guard try number(position, 4) == 0x0201_4B50 else {
      throw malformed("a member is expected here", position)
    }
    let (flags, method) = (try number(position + 8, 2), try number(position + 10, 2))
    let lengths = (
      name: try number(position + 28, 2), extra: try number(position + 30, 2),
      comment: try number(position + 32, 2)
    )
    let nameStart = position + 46
    let name = String(decoding: try slice(nameStart, lengths.name), as: UTF8.self)
    guard method == 0, flags & 1 == 0 else {
      throw malformed("'\(name)' is compressed or encrypted", position)
    }
    var (size, header) = (try number(position + 24, 4), try number(position + 42, 4))
    let compressed = try number(position + 20, 4)
    if size == 0xFFFF_FFFF || header == 0xFFFF_FFFF || compressed == 0xFFFF_FFFF {
      var field = try wideField(nameStart + lengths.name, lengths.extra)
      if size == 0xFFFF_FFFF { size = try next(&field) }
      if compressed == 0xFFFF_FFFF { _ = try next(&field) }
      if header == 0xFFFF_FFFF { header = try next(&field) }
    }
    guard try number(header, 4) == 0x0403_4B50 else {
      throw malformed("'\(name)' does not begin here", header)
    }
    let start = header + 30 + (try number(header + 26, 2)) + (try number(header + 28, 2))
    _ = try slice(start, size)
    return (
      name, start..<start + size, nameStart + lengths.name + lengths.extra + lengths.comment
    )
  }

  /// The numbers of eight bytes among the extra fields of a member.
  private func wideField(_ start: Int, _ length: Int) throws(CheckpointError) -> Range<Int> {
    var position = start
    while position + 4 <= start + length {
      let size = try number(position + 2, 2)
      if try number(position, 2) == 1 { return position + 4..<position + 4 + size }
      position += 4 + size
    }
    throw malformed("a member without its wide sizes", start)
  }

  private func next(_ field: inout Range<Int>) throws(CheckpointError) -> Int {
    guard field.count >= 8 else { throw malformed("a wide size is missing", field.lowerBound) }
    let value = try number(field.lowerBound, 8)
    field = field.lowerBound + 8..<field.upperBound
    return value
  }

  /// A little-endian number that fits 62 bits, so that sums of a few cannot overflow.
  private func number(_ position: Int, _ size: Int) throws(CheckpointError) -> Int {
    let value = try slice(position, size).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard value < 1 << 62 else { throw malformed("a number beyond any file", position) }
    return Int(value)
  }

  private func slice(_ position: Int, _ size: Int) throws(CheckpointError) -> Data {
    guard position >= 0, size >= 0, size <= bytes.count, position <= bytes.count - size else {
      throw malformed("it ends in the middle of a member", bytes.count)
    }
    return bytes[position..<position + size]
  }

  private func malformed(_ what: String, _ position: Int) -> CheckpointError {
    CheckpointError(.malformedArchive(what), file: file, byteOffset: position)
  }
}
