// Whole numbers in the files of a dataset, lowest byte first.

import Foundation

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
