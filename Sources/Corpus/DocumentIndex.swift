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

  /// - Parameter sizes: Tokens of each document.
  init(sizes: [Int]) {
    offsets = sizes.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
  }

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
        "version \(integer(9)) with elements of type \(bytes[17]); wanted is version 1, type 8")
    }
    let count = integer(18)
    guard count >= 0, count < bytes.count, integer(26) == count + 1,
      bytes.count == headerSize + 12 * count + 8 * (count + 1)
    else {
      throw DatasetError(
        url, at: .byte(18),
        "\(count) pieces do not fit \(bytes.count) bytes; prepare the dataset again")
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

  var data: Data {
    var data = Data(Self.magic)
    let count = offsets.count - 1
    data.append(littleEndian: UInt64(1))
    data.append(8)
    data.append(littleEndian: UInt64(count))
    data.append(littleEndian: UInt64(count + 1))
    for document in 0..<count {
      data.append(littleEndian: Int32(offsets[document + 1] - offsets[document]))
    }
    for document in 0..<count { data.append(littleEndian: Int64(2 * offsets[document])) }
    for document in 0...count { data.append(littleEndian: Int64(document)) }
    return data
  }
}
