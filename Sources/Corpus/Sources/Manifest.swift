// What a collection's own table says of its pieces.

import Foundation
import Music

/// What `manifest.tsv` says of the pieces: a table with a line for each file, whose first line
/// names the columns. `file` is needed; `source`, `licence`, `composer`, `title` and `work` are
/// used. A piece without a work belongs to the work that composer and title name.
///
/// Memory holds the offset of each line; the lines stay in the file.
struct Manifest {
  private let url: URL
  private let data: Data
  private var columns: [String] = []
  private var fileColumn = 0
  /// Whether paths begin below the folder, not with its name.
  private let isInside: Bool
  /// By the hash of their files' names, then in the order of the table.
  private var rows: [Row] = []
  private static let fileName = "manifest.tsv"

  private struct Row {
    var hash: Int
    var start: Int
  }

  /// Reads the table that lies in the folder, with paths from there, or beside the folder, with
  /// paths that begin with the folder's name. No table is an empty one.
  init(for folder: URL) throws(DatasetError) {
    let inside = folder.appending(path: Self.fileName)
    let beside = folder.deletingLastPathComponent().appending(path: Self.fileName)
    isInside = FileManager.default.fileExists(atPath: inside.path)
    url = isInside ? inside : beside
    guard FileManager.default.fileExists(atPath: url.path) else {
      data = Data()
      return
    }
    data = try mapped(url)
    try readLines()
  }

  private mutating func readLines() throws(DatasetError) {
    var (start, number) = (0, 1)
    while start < data.count || number == 1 {
      let line = line(at: start)
      guard let text = line.text else {
        throw DatasetError(
          url, at: .line(number), "is not UTF-8", advice: "save the table as UTF-8")
      }
      if number == 1 {
        columns = fields(text)
        guard let file = columns.firstIndex(of: "file") else {
          throw DatasetError(
            url, at: .line(1), "names no column 'file'", advice: "add one, or move the file away")
        }
        fileColumn = file
      } else if !text.isEmpty {
        let values = fields(text)
        guard values.count == columns.count else {
          throw DatasetError(
            url, at: .line(number), "has \(values.count) fields, the first has \(columns.count)")
        }
        rows.append(Row(hash: values[fileColumn].hashValue, start: start))
      }
      (start, number) = (line.end, number + 1)
    }
    rows.sort { ($0.hash, $0.start) < ($1.hash, $1.start) }
  }

  /// A line, nil when it is not UTF-8, and where the next one begins.
  private func line(at start: Int) -> (text: String?, end: Int) {
    let bytes = data.dropFirst(start)
    let isBreak = { (byte: UInt8) in byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
    let end = bytes.firstIndex(where: isBreak) ?? data.endIndex
    let text = String(validating: data[start..<end], as: UTF8.self)
    let isPair = end + 1 < data.count && data[end] == 0x0D && data[end + 1] == 0x0A
    return (text, end + (isPair ? 2 : 1))
  }

  private func fields(_ line: String) -> [String] {
    line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
  }

  /// The last row of a file, by the names of its columns.
  private func row(_ file: String) -> [String: String]? {
    let hash = file.hashValue
    var next = rows.partitioningIndex { $0.hash > hash }
    while next > 0, rows[next - 1].hash == hash {
      next -= 1
      let values = fields(line(at: rows[next].start).text ?? "")
      guard values[fileColumn] == file else { continue }
      return Dictionary(zip(columns, values), uniquingKeysWith: { first, _ in first })
    }
    return nil
  }

  /// The piece with what the table says of it.
  func describe(_ piece: SourcePiece) -> SourcePiece {
    guard let row = row(isInside ? piece.path : piece.name) else { return piece }
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
