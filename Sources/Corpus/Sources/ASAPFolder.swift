// Finds the performances in a folder of ASAP.

import Beats
import Foundation
import MidiTok
import Tokens

/// The folder of the ASAP dataset (Foscarin et al. 2020): performances `NAME.mid`, each with
/// `NAME_annotations.txt` beside, in folders composer/group/piece, and `metadata.csv` on top.
///
/// All performances of a piece fall into one part, drawn by composer and title.
struct ASAPFolder {
  let folder: URL
  /// MIDI files that were met without annotations.
  private(set) var otherFiles = 0

  init(_ folder: URL) { self.folder = folder }

  /// Gives all performances in the order of their paths.
  mutating func forEachPiece(
    _ body: (SourcePiece) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    let table = try CSVTable(
      ifPresent: folder.appending(path: "metadata.csv"), key: "midi_performance")
    var unmarked = 0
    var scores = ScoreFolder(folder)
    try scores.forEachPiece { found throws(DatasetError) in
      var piece = found
      let path = piece.path.split(separator: "/").map(String.init)
      guard path.last != "midi_score.mid" else { return }
      guard FileManager.default.fileExists(atPath: annotations(of: piece.url).path) else {
        unmarked += 1
        return
      }
      let row = table.rows[piece.path] ?? [:]
      piece.source = "asap"
      piece.licence = "CC BY-NC-SA 4.0"
      piece.composer = row["composer"] ?? (path.count > 1 ? path[0] : "")
      piece.title = row["title"] ?? path.dropFirst().dropLast().joined(separator: " ")
      piece.work = "\(piece.composer)/\(piece.title)"
      try body(piece)
    }
    otherFiles = unmarked
  }
}

/// The annotations of a performance or score of ASAP.
private func annotations(of performance: URL) -> URL {
  let name = performance.deletingPathExtension().lastPathComponent
  return performance.deletingLastPathComponent().appending(path: "\(name)_annotations.txt")
}

/// A performance of ASAP on the bars of its score.
func readPerformance(_ source: SourcePiece, tokenizer: Tokenizer) throws(Refusal) -> EncodedPiece {
  let score = try readMIDI(readBytes(source.url))
  let beats = try AnnotatedBeats(contentsOf: annotations(of: source.url))
  let barred = try beats.barred(score)
  try barred.checkSoundness(hasBars: false)
  return try EncodedPiece(barred, source, splitHash: source.splitHash(of: []), tokenizer: tokenizer)
}
