// The .bars file: where in each piece its bars begin.

import Foundation

/// Where in each piece its bars begin: the `.bars` file. All little-endian:
///
///     "CBARS\0\0" and a byte 1 for the version, pieces n (u32), bars of each (u32 n),
///     then piece after piece the places of its bar tokens, counted from the piece's first
///     token, ascending (u32)
struct BarIndex {
  private static let magic: [UInt8] = Array("CBARS\0\0\u{1}".utf8)
  private static let headerSize = 8 + 4

  private let data: Data
  /// First offset of each piece, in words from the start of the file, and the end of the last.
  private let entries: [Int]

  /// What stands before the places of the bars.
  ///
  /// - Parameter counts: Bars of each piece.
  static func writeHeader(_ counts: [UInt32], to file: OutputFile) throws(DatasetError) {
    try file.append(Data(magic))
    try file.append(littleEndian: UInt32(counts.count))
    for count in counts { try file.append(littleEndian: count) }
  }

  /// The places of a piece's bars.
  static func entries(_ bars: [Int]) -> Data {
    var data = Data(capacity: 4 * bars.count)
    for offset in bars { data.append(littleEndian: UInt32(offset)) }
    return data
  }

  /// - Parameter offsets: First token of each piece, and the end of the last.
  init(contentsOf url: URL, offsets: [Int]) throws(DatasetError) {
    let data = try mapped(url)
    let result = data.withUnsafeBytes { bytes in
      Result { () throws(DatasetError) in try Self.read(bytes, offsets, url) }
    }
    self.data = data
    entries = try result.get()
  }

  private static func read(
    _ bytes: UnsafeRawBufferPointer, _ offsets: [Int], _ url: URL
  ) throws(DatasetError) -> [Int] {
    guard bytes.count >= headerSize, bytes.starts(with: magic) else {
      throw DatasetError(url, at: .byte(0), "is no bar index, which begins with CBARS")
    }
    func integer(_ offset: Int) -> Int { Int(bytes.littleEndian(offset, as: UInt32.self)) }
    let pieces = offsets.count - 1
    guard integer(8) == pieces, bytes.count >= headerSize + 4 * pieces else {
      throw DatasetError(
        url, at: .byte(8), "does not have the token index's \(pieces) pieces",
        advice: "prepare it again")
    }
    var entries = [headerSize / 4 + pieces]
    for piece in 0..<pieces { entries.append(entries[piece] + integer(headerSize + 4 * piece)) }
    guard bytes.count == 4 * entries[pieces] else {
      throw DatasetError(
        url, at: .byte(bytes.count), "the file ends here, its bars at \(4 * entries[pieces])")
    }
    for piece in 0..<pieces {
      var last = -1
      for entry in entries[piece]..<entries[piece + 1] {
        let offset = integer(4 * entry)
        guard offset > last, offset < offsets[piece + 1] - offsets[piece] else {
          throw DatasetError(url, at: .byte(4 * entry), "a bar of piece \(piece) lies outside it")
        }
        last = offset
      }
    }
    return entries
  }

  func offsets(ofPiece piece: Int) -> [Int] {
    data.withUnsafeBytes { bytes in
      (entries[piece]..<entries[piece + 1]).map { Int(bytes.littleEndian(4 * $0, as: UInt32.self)) }
    }
  }

  func count(ofPiece piece: Int) -> Int { entries[piece + 1] - entries[piece] }

  /// Where a bar of the piece begins.
  func offset(ofPiece piece: Int, bar: Int) -> Int {
    data.withUnsafeBytes { Int($0.littleEndian(4 * (entries[piece] + bar), as: UInt32.self)) }
  }
}
