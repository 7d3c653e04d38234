// One piece that is still outside a dataset.

import Foundation

/// One piece that is still outside: where it is, and what its place says of it.
struct SourcePiece: Sendable {
  /// Path from the folder that holds the source folder, with forward slashes.
  var name: String
  /// The source folder, which its pieces share, and how much of the name says it; or the piece itself.
  private let place: URL
  private let folderNameCount: Int?
  /// nil: to be drawn.
  var split: Split?
  /// The collection it comes from, as far as its place tells.
  var source: String
  var licence = ""
  var composer = ""
  var title = ""
  /// The composition; pieces of one are drawn for one part. Empty when it is not known.
  var work = ""

  /// - Parameters:
  ///   - path: Below the folder.
  init(in folder: URL, path: [String], split: Split?, source: String) {
    let name = folder.lastPathComponent
    self.name = ([name] + path).joined(separator: "/")
    (place, folderNameCount) = (folder, name.utf8.count + 1)
    (self.split, self.source) = (split, source)
  }

  init(name: String, url: URL, split: Split?, source: String) {
    self.name = name
    (place, folderNameCount) = (url, nil)
    (self.split, self.source) = (split, source)
  }

  /// A score's file, or the folder of a song of POP909. Made when it is asked for: it would be most of
  /// what memory holds of a piece.
  var url: URL {
    guard let folderNameCount else { return place }
    return place.appending(path: String(name.utf8.dropFirst(folderNameCount)) ?? "")
  }

  /// The number by which its part is drawn: by its work, or else by its bytes.
  func lot(of bytes: [UInt8]) -> UInt64 {
    work.isEmpty ? Split.lot(of: bytes) : Split.lot(of: work.utf8)
  }
}
