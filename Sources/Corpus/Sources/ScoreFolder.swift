// Finds the scores in a folder.

import Foundation
import ScoreFile

/// A folder of scores, and of folders of scores, to any depth.
///
/// In folders `train`, `val` and `test` right below it the split is given. A source is named by the
/// folder below that, or by the folder itself.
struct ScoreFolder {
  let folder: URL
  /// Files that were met and are no scores by their names.
  private(set) var otherFiles = 0

  init(_ folder: URL) { self.folder = folder }

  /// Gives all scores in the order of their paths. Memory holds the names of one folder and those
  /// above it.
  mutating func forEachPiece(
    _ body: (SourcePiece) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    try walk(folder, path: [], body)
  }

  private mutating func walk(
    _ folder: URL, path: [String], _ body: (SourcePiece) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    for entry in try entries(of: folder) {
      if entry.hasSuffix("/") {
        let name = String(entry.dropLast())
        try walk(
          folder.appending(path: name, directoryHint: .isDirectory), path: path + [name], body)
      } else if ScoreFormat.extensions.contains(
        URL(filePath: entry, directoryHint: .notDirectory).pathExtension.lowercased())
      {
        try body(piece(path, entry))
      } else {
        otherFiles += 1
      }
    }
  }

  private func piece(_ path: [String], _ name: String) -> SourcePiece {
    let split = path.first.flatMap(Split.init(folder:))
    return SourcePiece(
      in: folder, path: (path + [name]).joined(separator: "/"), split: split,
      source: path.dropFirst(split == nil ? 0 : 1).first ?? folder.lastPathComponent)
  }
}

/// What is in a folder, but hidden files. Names of folders end in "/", so that all that is in them
/// has its place in the order of all paths. Links to folders are not followed, so that no walk goes
/// in circles.
private func entries(of folder: URL) throws(DatasetError) -> [String] {
  var entries = try attempt(folder) {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
  }
  entries.removeAll { $0.hasPrefix(".") }
  for (place, name) in entries.enumerated() {
    let url = folder.appending(path: name, directoryHint: .notDirectory)
    let values = try attempt(url) { try url.resourceValues(forKeys: [.isDirectoryKey]) }
    if values.isDirectory == true { entries[place] += "/" }
  }
  entries.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  return entries
}
