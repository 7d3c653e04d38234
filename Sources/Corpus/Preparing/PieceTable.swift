// What is known of every piece while a dataset is joined.

import Foundation

/// What is known of every piece while a dataset is joined. Memory holds some 20 bytes of each; what
/// tells equal and nearly equal pieces is in files. One place in all arrays is one piece that was not
/// refused.
struct PieceTable {
  /// Its number in the list of all pieces.
  private(set) var numbers: [UInt32] = []
  private(set) var splits: [Split?] = []
  private(set) var lots: [UInt64] = []
  private(set) var tokens: [UInt32] = []
  private(set) var bars: [UInt32] = []
  /// Hashes of tokens, with their places.
  let hashes: ExternalSort
  /// Hashes of works that are known, with their places.
  let works: ExternalSort
  let bands: LSHBands
  let sketches: SketchFile
  /// For files beside.
  let folder: URL

  /// - Parameters:
  ///   - folder: For its files, which are removed when it is let go.
  ///   - count: Of pieces, at most.
  init(in folder: URL, count: Int) throws(DatasetError) {
    self.folder = folder
    hashes = try ExternalSort(folder.appending(path: "hashes"))
    works = try ExternalSort(folder.appending(path: "works"))
    bands = try LSHBands(in: folder)
    sketches = try SketchFile(folder.appending(path: "sketches"))
    numbers.reserveCapacity(count)
    splits.reserveCapacity(count)
    lots.reserveCapacity(count)
    tokens.reserveCapacity(count)
    bars.reserveCapacity(count)
  }

  var count: Int { numbers.count }

  mutating func append(
    _ piece: EncodedPiece, number: Int, work: String
  ) throws(DatasetError) {
    let place = UInt64(count)
    try hashes.add(key: piece.hash, value: place)
    if !work.isEmpty { try works.add(key: Split.splitHash(of: work.utf8) | 1, value: place) }
    try bands.add(piece.likeness, place: count)
    try sketches.append(piece.likeness)
    numbers.append(UInt32(number))
    splits.append(piece.split)
    lots.append(piece.splitHash)
    tokens.append(UInt32(piece.tokens.count))
    bars.append(UInt32(piece.bars.count))
  }
}
