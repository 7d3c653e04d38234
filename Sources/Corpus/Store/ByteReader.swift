// Whole numbers and texts in the files of a dataset, lowest byte first.

import Foundation

/// Reads whole numbers and texts from bytes, lowest byte first; nil where they end.
struct ByteReader {
  private let bytes: [UInt8]
  private(set) var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { place == bytes.count }

  mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
    let size = MemoryLayout<Number>.size
    guard bytes.count - place >= size else { return nil }
    defer { place += size }
    return bytes.withUnsafeBytes { $0.littleEndian(place, as: type) }
  }

  mutating func numbers<Number: FixedWidthInteger>(
    _ count: Int, _ type: Number.Type
  ) -> [Number]? {
    let size = MemoryLayout<Number>.size
    guard count >= 0, (bytes.count - place) / size >= count else { return nil }
    defer { place += count * size }
    return bytes.withUnsafeBytes { bytes in
      (0..<count).map { bytes.littleEndian(place + $0 * size, as: type) }
    }
  }

  /// Leaves bytes out, at most to the end.
  mutating func skip(_ count: Int) { place = min(bytes.count, place + count) }

  /// Its length in bytes stands before it.
  mutating func text() -> String? {
    guard let count = number(UInt32.self), let units = numbers(Int(count), UInt8.self) else {
      return nil
    }
    return String(decoding: units, as: UTF8.self)
  }
}

extension Data {
  mutating func append(littleEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }

  /// Its length in bytes stands before it.
  mutating func append(text: String) {
    append(littleEndian: UInt32(text.utf8.count))
    append(contentsOf: text.utf8)
  }
}

extension UnsafeRawBufferPointer {
  /// The number at a byte offset, which need not be aligned.
  func littleEndian<Number: FixedWidthInteger>(_ offset: Int, as type: Number.Type) -> Number {
    Number(littleEndian: loadUnaligned(fromByteOffset: offset, as: type))
  }
}

/// Maps a file into memory.
func mapped(_ url: URL) throws(DatasetError) -> Data {
  try attempt(url) { try Data(contentsOf: url, options: .alwaysMapped) }
}
