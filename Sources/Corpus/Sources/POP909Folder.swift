// Finds the songs in a folder of POP909.

import Foundation
import MidiTok
import Tokens

/// A folder of songs of POP909, each a folder named by its number.
///
/// Where a folder `aligned` with parts lies beside, its songs keep their parts; others are drawn by
/// their numbers.
struct POP909Folder {
  let folder: URL

  init(_ folder: URL) { self.folder = folder }

  /// Gives all songs in the order of their numbers.
  func forEachPiece(_ body: (SourcePiece) throws(DatasetError) -> Void) throws(DatasetError) {
    let songs = try names(in: folder).filter { number in
      let song = folder.appending(path: number).appending(path: "\(number).mid")
      return FileManager.default.fileExists(atPath: song.path)
    }
    let given = try parts(folder.deletingLastPathComponent().appending(path: "aligned"))
    for number in songs.sorted() {
      var piece = SourcePiece(
        in: folder, path: "\(number)/\(number).mid", split: given[number], source: "pop909")
      (piece.licence, piece.title) = ("MIT (arrangement)", number)
      piece.work = "pop909/\(number)"
      try body(piece)
    }
  }
}

/// The part of each song, by its number.
private func parts(_ folder: URL) throws(DatasetError) -> [String: Split] {
  var parts: [String: Split] = [:]
  guard FileManager.default.fileExists(atPath: folder.path) else { return parts }
  for name in try names(in: folder) {
    guard let split = Split(folder: name) else { continue }
    for file in try names(in: folder.appending(path: name)) where file.hasSuffix(".mid") {
      parts[String(file.dropLast(4))] = split
    }
  }
  return parts
}

private func names(in folder: URL) throws(DatasetError) -> [String] {
  try attempt(folder) { try FileManager.default.contentsOfDirectory(atPath: folder.path) }
}

/// A song of POP909 with bars of its own.
func readSong(_ source: SourcePiece, tokenizer: Tokenizer) throws(Refusal) -> EncodedPiece {
  let score = try POP909Song(contentsOf: source.url.deletingLastPathComponent()).barred()
  try score.checkSoundness(hasBars: false)
  return try EncodedPiece(score, source, splitHash: source.splitHash(of: []), tokenizer: tokenizer)
}
