// Small datasets to assess on.

import Foundation
import Music
import Tokens

@testable import Corpus

let cells = Cells()

/// Two hands that play random notes of a scale, always the same for a seed.
func randomScore(_ seed: UInt64, bars: Int = 40) -> Score {
  var state = seed
  func below(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }
  let tracks = [60, 36].map { low in
    Track(
      notes: (0..<bars * 6).map { step in
        Note(
          onset: Tick(320 * step + 80 * below(3)), duration: Tick(160 * (1 + below(5))),
          pitch: Pitch(low + 2 * below(12)), velocity: Velocity(80))
      })
  }
  return Score(ticksPerQuarter: 480, tracks: tracks)
}

/// A dataset of three pieces for training, read from the disk.
func withStore<Result>(_ body: (TokenStore) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(
    path: "continuo-assessment-\(UUID().uuidString)", directoryHint: .isDirectory)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let pieces = try (1...3).map { seed in
    try EncodedPiece(
      randomScore(UInt64(seed)),
      SourcePiece(
        in: URL(filePath: "music"), path: "\(seed).mid", split: .train, source: "music"),
      splitHash: 0, tokenizer: .cells(cells))
  }
  let data = folder.appending(path: "data", directoryHint: .isDirectory)
  let sizes = DatasetWriter.Sizes(
    tokens: pieces.map { UInt32($0.tokens.count) }, bars: pieces.map { UInt32($0.bars.count) })
  let writer = try DatasetWriter(
    data, .cells(cells), sizes: [.train: sizes], partial: folder.appending(path: "partial"))
  for piece in pieces { try writer.add(piece, to: .train) }
  try writer.finish(Summary())
  return try body(Dataset(contentsOf: data).train)
}
