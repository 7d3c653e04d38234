// Finds the scores in a folder.

import Foundation
import ScoreFile

/// A folder of scores, and of folders of scores, to any depth.
///
/// In folders `train`, `val` and `test` right below it the split is given. A source is named by the
/// folder below that, or by the folder itself.
struct ScoreFolder {
  private(set) var pieces: [SourcePiece] = []
  /// Files that are no scores by their names.
  private(set) var otherFiles = 0
  private let folder: URL

  init(_ folder: URL) throws(DatasetError) {
    self.folder = folder
    try collect(folder, path: [])
    pieces.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// Links to folders are not followed, so that no walk goes in circles.
  private mutating func collect(_ folder: URL, path: [String]) throws(DatasetError) {
    let entries = try attempt(folder) {
      try FileManager.default.contentsOfDirectory(
        at: folder, includingPropertiesForKeys: [.isDirectoryKey], options: .skipsHiddenFiles)
    }
    for entry in entries {
      let values = try attempt(entry) { try entry.resourceValues(forKeys: [.isDirectoryKey]) }
      if values.isDirectory == true {
        try collect(entry, path: path + [entry.lastPathComponent])
      } else if ScoreFormat.extensions.contains(entry.pathExtension.lowercased()) {
        pieces.append(piece(entry, path))
      } else {
        otherFiles += 1
      }
    }
  }

  private func piece(_ url: URL, _ path: [String]) -> SourcePiece {
    let split = path.first.flatMap(Split.init(folder:))
    return SourcePiece(
      in: folder, path: path + [url.lastPathComponent], split: split,
      source: path.dropFirst(split == nil ? 0 : 1).first ?? folder.lastPathComponent)
  }
}
