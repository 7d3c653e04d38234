// Small datasets to assess on.

import Foundation
import Music
import TestSupport
import Tokens

@testable import Corpus

let cells = Cells()

/// A dataset of three pieces for training, read from the disk.
func withStore<Result>(_ body: (TokenStore) throws -> Result) throws -> Result {
  try inTemporaryFolder { folder in
    let pieces = try (1...3).map { seed in
      try EncodedPiece(
        RandomScore.twoHanded(seed: UInt64(seed)),
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
}
