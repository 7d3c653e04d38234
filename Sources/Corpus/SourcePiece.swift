// One piece that is still outside a dataset.

import Foundation

/// One piece that is still outside: where it is, and what its place says of it.
struct SourcePiece: Sendable {
  /// Path from the folder that holds the source folder, with forward slashes.
  var name: String
  /// A score's file, or the folder of a song of POP909.
  var url: URL
  /// nil: to be drawn.
  var split: Split?
  /// The collection it comes from, as far as its place tells.
  var source: String
  var licence = ""
  var composer = ""
  var title = ""
  /// The composition; pieces of one are drawn for one part. Empty when it is not known.
  var work = ""

  /// The number by which its part is drawn: by its work, or else by its bytes.
  func lot(of bytes: [UInt8]) -> UInt64 {
    work.isEmpty ? Split.lot(of: bytes) : Split.lot(of: work.utf8)
  }
}
