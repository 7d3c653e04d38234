// Joins blocks of pieces to a dataset.

import Foundation

extension Preparation {
  /// Reads all blocks twice: first to choose, then to write. Tokens are held of one block only, and
  /// of every piece its `PieceFacts`.
  ///
  /// - Parameter partial: Where the dataset stands until it is finished.
  func join(
    _ blocks: BlockFolder, _ sources: [SourcePiece], _ summary: inout Summary, partial: URL,
    into folder: URL
  ) throws(DatasetError) {
    var facts: [PieceFacts] = []
    var (refused, firstRefusal): (Int, (file: String, reason: Refusal)?) = (0, nil)
    try forEachPiece(blocks, sources) { number, source, outcome throws(DatasetError) in
      switch outcome {
      case .success(let piece):
        facts.append(PieceFacts(piece, number: number, work: source.work))
      case .failure(let refusal):
        refused += 1
        firstRefusal = firstRefusal ?? (source.name, refusal)
      }
    }
    guard !facts.isEmpty else {
      blocks.remove()
      let first = firstRefusal.map { "\($0.file) first: \($0.reason.detail)" } ?? ""
      throw DatasetError(
        folders[0], "has no piece that can be used: \(refused) files were left out, \(first)")
    }
    let fates = Selection(
      facts, keepsInterpretations: format == .asap || format == .performances
    ).fates
    let writer = try DatasetWriter(
      folder, tokenizer, sizes: sizes(facts, fates), partial: partial)
    var next = 0
    try forEachPiece(blocks, sources) { _, source, outcome throws(DatasetError) in
      let refusal: Refusal
      switch outcome {
      case .failure(let reason): refusal = reason
      case .success(let piece):
        let fate = fates[next]
        next += 1
        switch fate {
        case .kept(let split):
          summary.add(piece, to: split)
          try writer.add(piece, to: split)
          return
        case .refused(let kind, let other):
          refusal = Refusal(kind, sources[other].name)
        }
      }
      summary.refuse(refusal.kind)
      try writer.refuse(source.name, refusal)
    }
    try writer.finish(summary)
  }

  /// - Parameter body: Is given the number of each piece in the list.
  private func forEachPiece(
    _ blocks: BlockFolder, _ sources: [SourcePiece],
    _ body: (Int, SourcePiece, PieceBlock.Outcome) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    for block in 0..<(sources.count + blockSize - 1) / blockSize {
      let range = range(ofBlock: block, of: sources)
      let pieces = Array(sources[range])
      let read = try PieceBlock(contentsOf: blocks.url(ofBlock: block), sources: pieces)
      for (number, (piece, outcome)) in zip(range, zip(pieces, read.outcomes)) {
        try body(number, piece, outcome)
      }
    }
  }
}

/// The lengths of the pieces that stay, in their order.
private func sizes(
  _ pieces: [PieceFacts], _ fates: [Selection.Fate]
) -> [Split: DatasetWriter.Sizes] {
  var sizes: [Split: DatasetWriter.Sizes] = [:]
  for (piece, fate) in zip(pieces, fates) {
    guard case .kept(let split) = fate else { continue }
    sizes[split, default: .init()].tokens.append(piece.tokens)
    sizes[split, default: .init()].bars.append(piece.bars)
  }
  return sizes
}
