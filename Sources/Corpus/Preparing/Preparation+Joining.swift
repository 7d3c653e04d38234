// Joins blocks of pieces to a dataset.

import Foundation

extension Preparation {
  /// Reads all blocks twice: first to choose, then to write. Of the pieces no more than a block is
  /// held, and of the others what a `PieceTable` holds.
  ///
  /// - Parameter scratch: A folder for files that are not needed afterwards.
  func join(
    _ blocks: BlockFolder, _ sources: SourceList, _ summary: inout Summary, _ scratch: URL,
    into folder: URL
  ) throws(DatasetError) {
    var table = try PieceTable(in: scratch, count: sources.count)
    var (refused, firstRefusal): (Int, (file: String, reason: Refusal)?) = (0, nil)
    try forEachPiece(blocks, sources) { number, source, outcome throws(DatasetError) in
      switch outcome {
      case .success(let piece): try table.append(piece, number: number, work: source.work)
      case .failure(let refusal):
        refused += 1
        firstRefusal = firstRefusal ?? (source.name, refusal)
      }
    }
    guard table.count > 0 else {
      blocks.remove()
      let first = firstRefusal.map { "\($0.file) first: \($0.reason.detail)" } ?? ""
      throw DatasetError(
        folders[0], "has no piece that can be used: \(refused) files were left out, \(first)")
    }
    let fates = try Selection(
      table, keepsInterpretations: format == .asap || format == .performances
    ).fates
    let writer = try DatasetWriter(
      folder, tokenizer, sizes: table.sizes(fates),
      partial: scratch.appending(path: "dataset", directoryHint: .isDirectory))
    var place = 0
    try forEachPiece(blocks, sources) { _, source, outcome throws(DatasetError) in
      let refusal: Refusal
      switch outcome {
      case .failure(let reason): refusal = reason
      case .success(let piece):
        let fate = fates[place]
        place += 1
        switch fate {
        case .kept(let split):
          summary.add(piece, to: split)
          try writer.add(piece, to: split)
          return
        case .refused(let kind, let other):
          refusal = Refusal(kind, try sources.piece(Int(other)).name)
        }
      }
      summary.refuse(refusal.kind)
      try writer.refuse(source.name, refusal)
    }
    try writer.finish(summary)
  }

  /// - Parameter body: Is given the number of each piece in the list.
  private func forEachPiece(
    _ blocks: BlockFolder, _ sources: SourceList,
    _ body: (Int, SourcePiece, PieceBlock.Outcome) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    for block in 0..<(sources.count + blockSize - 1) / blockSize {
      let range = range(ofBlock: block, of: sources)
      let pieces = try sources.pieces(range)
      let read = try PieceBlock(contentsOf: blocks.url(ofBlock: block), sources: pieces)
      for (number, (piece, outcome)) in zip(range, zip(pieces, read.outcomes)) {
        try body(number, piece, outcome)
      }
    }
  }
}

extension PieceTable {
  /// The lengths of the pieces that stay, in their order.
  fileprivate func sizes(_ fates: [Selection.Fate]) -> [Split: DatasetWriter.Sizes] {
    var sizes: [Split: DatasetWriter.Sizes] = [:]
    for (place, fate) in fates.enumerated() {
      guard case .kept(let split) = fate else { continue }
      sizes[split, default: .init()].tokens.append(tokens[place])
      sizes[split, default: .init()].bars.append(bars[place])
    }
    return sizes
  }
}
