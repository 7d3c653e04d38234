// What a collection's own table says of its pieces.

import Foundation

/// What `manifest.tsv` says of the pieces: a table with a line for each file, whose first line names
/// the columns. `file` is needed; `source`, `licence`, `composer`, `title` and `work` are used. Where there
/// is no work, composer and title name it.
struct Manifest {
  private var columns: [String] = []
  /// By the name of a piece; as they stand in the file, which takes the least memory.
  private var rows: [String: String] = [:]
  private static let fileName = "manifest.tsv"

  /// Reads the table that lies in the folder, with paths from there, or beside the folder, with
  /// paths that begin with the folder's name. No table is an empty one.
  init(for folder: URL) throws(DatasetError) {
    let inside = folder.appending(path: Self.fileName)
    let beside = folder.deletingLastPathComponent().appending(path: Self.fileName)
    if FileManager.default.fileExists(atPath: inside.path) {
      try read(inside, prefix: folder.lastPathComponent + "/")
    } else if FileManager.default.fileExists(atPath: beside.path) {
      try read(beside, prefix: "")
    }
  }

  private mutating func read(_ url: URL, prefix: String) throws(DatasetError) {
    let text = try attempt(url) { try String(contentsOf: url, encoding: .utf8) }
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    columns = fields(lines.first ?? "")
    guard let file = columns.firstIndex(of: "file") else {
      throw DatasetError(
        url, at: .line(1), "names no column 'file'; add one, or move the file away")
    }
    for (number, line) in lines.enumerated().dropFirst() where !line.isEmpty {
      let values = fields(line)
      guard values.count == columns.count else {
        throw DatasetError(
          url, at: .line(number + 1), "has \(values.count) fields, the first has \(columns.count)")
      }
      rows[prefix + values[file]] = String(line)
    }
  }

  private func fields(_ line: Substring) -> [String] {
    line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
  }

  /// The piece with what the table says of it.
  func describe(_ piece: SourcePiece) -> SourcePiece {
    guard let line = rows[piece.name] else { return piece }
    let row = Dictionary(zip(columns, fields(line[...])), uniquingKeysWith: { first, _ in first })
    var piece = piece
    if let source = row["source"], !source.isEmpty { piece.source = source }
    piece.licence = row["licence"] ?? ""
    piece.composer = row["composer"] ?? ""
    piece.title = row["title"] ?? ""
    piece.work = row["work"] ?? ""
    if piece.work.isEmpty, !piece.composer.isEmpty, !piece.title.isEmpty {
      piece.work = "\(piece.composer)/\(piece.title)"
    }
    return piece
  }
}
