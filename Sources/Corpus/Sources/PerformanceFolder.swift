// Finds performances without bars in a folder, such as those of MAESTRO.

import Beats
import Foundation
import MidiTok
import Tokens

/// A folder of performances without bars, MIDI files in folders to any depth.
///
/// A table of MAESTRO's (Hawthorne et al. 2019) in the folder, `maestro-*.csv` or `maestro-*.json`,
/// gives composer, title and part of each file; without one it is a folder of scores.
struct PerformanceFolder {
  let folder: URL
  /// Files that were met and are no music by their names.
  private(set) var otherFiles = 0

  init(_ folder: URL) { self.folder = folder }

  /// Gives all performances in the order of their paths.
  mutating func forEachPiece(
    _ body: (SourcePiece) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    let rows = try metadata(folder)
    var scores = ScoreFolder(folder)
    try scores.forEachPiece { found throws(DatasetError) in
      var piece = found
      if let row = rows[piece.path] {
        piece.source = "maestro"
        piece.licence = "CC BY-NC-SA 4.0"
        piece.composer = row["canonical_composer"] ?? ""
        piece.title = row["canonical_title"] ?? ""
        if !piece.title.isEmpty { piece.work = "\(piece.composer)/\(piece.title)" }
        piece.split = row["split"].flatMap(Split.init(folder:)) ?? piece.split
      }
      try body(piece)
    }
    otherFiles = scores.otherFiles
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
  var piece = try EncodedPiece(
    score, source, splitHash: source.splitHash(of: bytes), tokenizer: tokenizer)
  piece.piece.time = .seconds
  return piece
}
