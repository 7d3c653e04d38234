// The list of all pieces from which a dataset is made, on the disk.

import Foundation

/// All pieces from which a dataset is made, in their order, as a file: memory holds where one in so
/// many begins.
///
/// A record is its length (u32), the number of its folder (u16), a byte for its part, and its texts.
struct SourceList {
  private let url: URL
  private let folders: [URL]
  private(set) var count: Int
  /// The byte where each `stride`-th record begins, and where the last one ends.
  private let places: [Int]
  private static let stride = 256

  /// - Parameters:
  ///   - url: Of the file. Nothing is there yet.
  ///   - folders: In which all pieces are.
  ///   - list: Gives them, one after the other.
  init(
    _ url: URL, folders: [URL],
    list: ((SourcePiece) throws(DatasetError) -> Void) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    (self.url, self.folders) = (url, folders)
    let file = try OutputFile(url)
    var (count, byte, places): (Int, Int, [Int]) = (0, 0, [])
    try list { piece throws(DatasetError) in
      guard let folder = folders.firstIndex(of: piece.folder) else {
        preconditionFailure("\(piece.folder) is not among \(folders)")
      }
      if count % Self.stride == 0 { places.append(byte) }
      let record = Self.record(piece, folder: folder)
      try file.append(record)
      (count, byte) = (count + 1, byte + record.count)
    }
    try file.close()
    self.count = count
    self.places = places + [byte]
  }

  private static func record(_ piece: SourcePiece, folder: Int) -> Data {
    var record = Data()
    record.append(littleEndian: UInt16(folder))
    record.append(UInt8(piece.split.map { $0.rank + 1 } ?? 0))
    for text in [
      piece.path, piece.source, piece.licence, piece.composer, piece.title, piece.work,
    ] {
      record.append(text: text)
    }
    var result = Data()
    result.append(littleEndian: UInt32(record.count))
    return result + record
  }

  /// Some that follow each other.
  func pieces(_ range: Range<Int>) throws(DatasetError) -> [SourcePiece] {
    guard !range.isEmpty else { return [] }
    let start = range.lowerBound / Self.stride
    let end = min(places.count - 1, (range.upperBound + Self.stride - 1) / Self.stride)
    var reader = ByteReader(try read(places[start]..<places[end]))
    var pieces: [SourcePiece] = []
    for number in start * Self.stride..<range.upperBound {
      guard let size = reader.number(UInt32.self) else { throw damage(reader, places[start]) }
      if range.contains(number) {
        guard let piece = piece(&reader) else { throw damage(reader, places[start]) }
        pieces.append(piece)
      } else {
        reader.skip(Int(size))
      }
    }
    return pieces
  }

  func piece(_ number: Int) throws(DatasetError) -> SourcePiece {
    try pieces(number..<number + 1)[0]
  }

  private func read(_ bytes: Range<Int>) throws(DatasetError) -> [UInt8] {
    try attempt(url) {
      let handle = try FileHandle(forReadingFrom: url)
      defer { try? handle.close() }
      try handle.seek(toOffset: UInt64(bytes.lowerBound))
      return [UInt8](try handle.read(upToCount: bytes.count) ?? Data())
    }
  }

  private func piece(_ reader: inout ByteReader) -> SourcePiece? {
    guard let folder = reader.number(UInt16.self), let part = reader.number(UInt8.self),
      let path = reader.text(), let source = reader.text(), let licence = reader.text(),
      let composer = reader.text(), let title = reader.text(), let work = reader.text()
    else { return nil }
    var piece = SourcePiece(
      in: folders[Int(folder)], path: path, split: Split.allCases.first { $0.rank + 1 == part },
      source: source)
    (piece.licence, piece.composer, piece.title, piece.work) = (licence, composer, title, work)
    return piece
  }

  private func damage(_ reader: ByteReader, _ start: Int) -> DatasetError {
    DatasetError(url, at: .byte(start + reader.place), "is damaged", advice: "prepare again")
  }
}
