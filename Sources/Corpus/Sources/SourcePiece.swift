// One piece that is still outside a dataset.

import Foundation

/// One piece that is still outside: where it is, and what its place says of it.
struct SourcePiece: Sendable {
  /// The given folder in which it is.
  let folder: URL
  /// From that folder to its file, with forward slashes.
  let path: String
  /// nil: to be drawn.
  var split: Split?
  /// The collection it comes from, as far as its place tells.
  var source: String
  var licence = ""
  var composer = ""
  var title = ""
  /// The composition; pieces of one are drawn for one part. Empty when it is not known.
  var work = ""

  init(in folder: URL, path: String, split: Split?, source: String) {
    (self.folder, self.path, self.split, self.source) = (folder, path, split, source)
  }

  /// Path from the folder that holds the given folder, with forward slashes.
  var name: String { "\(folder.lastPathComponent)/\(path)" }

  var url: URL { folder.appending(path: path) }

  /// The number by which its part is drawn: by its work, or else by its bytes.
  func splitHash(of bytes: [UInt8]) -> UInt64 {
    work.isEmpty ? Split.splitHash(of: bytes) : Split.splitHash(of: work.utf8)
  }
}
