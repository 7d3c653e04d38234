// The .idx file: where each piece's tokens stand in the .bin file.

import Foundation

/// Where each document's tokens stand: the `.idx` of Megatron-LM's MMapIndexedDataset, which the
/// official RWKV trainer reads. All little-endian:
///
///     "MMIDIDX\0\0", version 1 (u64), element type 8 = uint16 (u8), sequences n (u64),
///     documents n + 1 (u64), tokens of each (i32 n), byte offset of each in .bin (i64 n),
///     first sequence of each document and the end (i64 n + 1)
struct DocumentIndex {
  /// First token of each document, and the end of the last.
  let offsets: [Int]

  private static let magic: [UInt8] = Array("MMIDIDX\0\0".utf8)
  private static let headerSize = 9 + 8 + 1 + 8 + 8

  init(contentsOf url: URL) throws(DatasetError) {
    let data = try mapped(url)
    let result = data.withUnsafeBytes { bytes in
      Result { () throws(DatasetError) in try Self.read(bytes, url) }
    }
    offsets = try result.get()
  }

  private static func read(
    _ bytes: UnsafeRawBufferPointer, _ url: URL
  ) throws(DatasetError) -> [Int] {
    guard bytes.count >= headerSize, bytes.starts(with: magic) else {
      throw DatasetError(url, at: .byte(0), "is no token index, which begins with MMIDIDX")
    }
    func integer(_ offset: Int) -> Int { Int(bytes.littleEndian(offset, as: Int64.self)) }
    guard integer(9) == 1, bytes[17] == 8 else {
      throw DatasetError(
        url, at: .byte(9),
        "version \(integer(9)) with elements of type \(bytes[17]); wanted is version 1, type 8",
        advice: "prepare the dataset again")
    }
    let count = integer(18)
    guard count >= 0, count < bytes.count, integer(26) == count + 1,
      bytes.count == headerSize + 12 * count + 8 * (count + 1)
    else {
      throw DatasetError(
        url, at: .byte(18),
        "\(count) pieces do not fit \(bytes.count) bytes", advice: "prepare the dataset again")
    }
    let (pointers, documents) = (headerSize + 4 * count, headerSize + 12 * count)
    var offsets = [0]
    for document in 0...count {
      guard integer(documents + 8 * document) == document else {
        throw DatasetError(
          url, at: .byte(documents + 8 * document), "piece \(document) is not one sequence")
      }
      guard document < count else { break }
      let size = Int(bytes.littleEndian(headerSize + 4 * document, as: Int32.self))
      guard size >= 0, integer(pointers + 8 * document) == 2 * offsets[document] else {
        throw DatasetError(
          url, at: .byte(pointers + 8 * document),
          "piece \(document) does not follow the one before it")
      }
      offsets.append(offsets[document] + size)
    }
    return offsets
  }

  /// Writes an index of documents that follow each other.
  ///
  /// - Parameter sizes: Tokens of each document.
  static func write(sizes: [UInt32], to file: OutputFile) throws(DatasetError) {
    try file.append(Data(magic))
    try file.append(littleEndian: UInt64(1))
    try file.append(littleEndian: UInt8(8))
    try file.append(littleEndian: UInt64(sizes.count))
    try file.append(littleEndian: UInt64(sizes.count + 1))
    for size in sizes { try file.append(littleEndian: Int32(size)) }
    var byte: Int64 = 0
    for size in sizes {
      try file.append(littleEndian: byte)
      byte += 2 * Int64(size)
    }
    for document in 0...sizes.count { try file.append(littleEndian: Int64(document)) }
  }
}
