// Joins blocks of pieces to a dataset.

import Foundation

extension Preparation {
  /// Reads all blocks twice: first to choose, then to write. Of the pieces no more than a block is
  /// held, and of the others what a `PieceTable` holds.
  func join(
    _ blocks: BlockFolder, _ sources: [SourcePiece], _ summary: inout Summary, into folder: URL
  ) throws(DatasetError) {
    var table = PieceTable()
    var firstRefusal: Refusal?
    for block in 0..<blocks.blockCount {
      try forEachPiece(blocks, block, sources) { number, outcome in
        switch outcome {
        case .success(let piece): table.append(piece, number: number, work: sources[number].work)
        case .failure(let refusal): firstRefusal = firstRefusal ?? refusal
        }
      }
    }
    guard table.count > 0 else {
      blocks.remove()
      throw DatasetError(
        folders[0], "has no piece that can be used: \(firstRefusal?.detail ?? "it is empty")")
    }
    let fates = Selection(
      table, keepsInterpretations: format == .asap || format == .performances
    ).fates
    let writer = try DatasetWriter(folder, tokenizer, sizes: table.sizes(fates))
    var place = 0
    for block in 0..<blocks.blockCount {
      try forEachPiece(blocks, block, sources) { number, outcome throws(DatasetError) in
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
          case .refused(let kind, let other): refusal = Refusal(kind, sources[Int(other)].name)
          }
        }
        summary.refuse(refusal.kind)
        try writer.refuse(sources[number].name, refusal)
      }
    }
    try writer.finish(summary)
  }

  /// - Parameter body: Is given the number of each piece in the list.
  private func forEachPiece(
    _ blocks: BlockFolder, _ block: Int, _ sources: [SourcePiece],
    _ body: (Int, PieceBlock.Outcome) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    let range = range(ofBlock: block, of: sources)
    let read = try PieceBlock(contentsOf: blocks.url(ofBlock: block), sources: sources[range])
    for (number, outcome) in zip(range, read.outcomes) { try body(number, outcome) }
  }
}

extension PieceTable {
  /// The lengths of the pieces that stay, in their order.
  fileprivate func sizes(_ fates: [Selection.Fate]) -> [Split: DatasetWriter.Sizes] {
    var sizes: [Split: DatasetWriter.Sizes] = [:]
    for (place, fate) in fates.enumerated() {
      guard case .kept(let split) = fate else { continue }
      sizes[split, default: .init()].tokens.append(Int(tokens[place]))
      sizes[split, default: .init()].bars.append(Int(bars[place]))
    }
    return sizes
  }
}
