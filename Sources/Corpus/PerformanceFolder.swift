// Finds performances without bars in a folder, such as those of MAESTRO.

import Foundation
import Tokens

/// A folder of performances without bars, MIDI files in folders to any depth.
///
/// A table of MAESTRO's (Hawthorne et al. 2019) in the folder, `maestro-*.csv` or `maestro-*.json`,
/// gives composer, title and part of each file; without one it is a folder of scores.
struct PerformanceFolder {
  private(set) var pieces: [SourcePiece]
  let otherFiles: Int

  init(_ folder: URL) throws(DatasetError) {
    let found = try ScoreFolder(folder)
    let rows = try metadata(folder)
    pieces = found.pieces.map { piece in
      var piece = piece
      let path = piece.name.split(separator: "/").dropFirst().joined(separator: "/")
      guard let row = rows[path] else { return piece }
      piece.source = "maestro"
      piece.licence = "CC BY-NC-SA 4.0"
      piece.composer = row["canonical_composer"] ?? ""
      piece.title = row["canonical_title"] ?? ""
      if !piece.title.isEmpty { piece.work = "\(piece.composer)/\(piece.title)" }
      piece.split = row["split"].flatMap(Split.init(folder:)) ?? piece.split
      return piece
    }
    otherFiles = found.otherFiles
  }
}

/// What the folder's table of MAESTRO says of each file, by its path; the CSV goes first.
private func metadata(_ folder: URL) throws(DatasetError) -> [String: [String: String]] {
  let names = try attempt(folder) {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }
  let tables = names.filter { $0.lowercased().hasPrefix("maestro-") }
  if let name = tables.first(where: { $0.lowercased().hasSuffix(".csv") }) {
    return try CSVTable(ifPresent: folder.appending(path: name), key: "midi_filename").rows
  }
  if let name = tables.first(where: { $0.lowercased().hasSuffix(".json") }) {
    return try MAESTROList(contentsOf: folder.appending(path: name)).rows
  }
  return [:]
}

/// A performance whose bars are two seconds each.
func readUnbarred(_ source: SourcePiece, tokenizer: Tokenizer) throws(Refusal) -> EncodedPiece {
  let bytes = try readBytes(source.url)
  let score = FixedGrid.score(try readMIDI(bytes))
  try score.checkSoundness(hasBars: false)
  var piece = try EncodedPiece(score, source, lot: source.lot(of: bytes), tokenizer: tokenizer)
  piece.piece.time = .seconds
  return piece
}
