// What choosing among all pieces needs to know of each.

/// What choosing among all pieces needs to know of one that was not refused: about 400 bytes.
struct PieceFacts {
  /// Its number in the list of all pieces.
  let number: Int
  /// nil: to be drawn.
  let split: Split?
  let splitHash: UInt64
  let tokens: UInt32
  let bars: UInt32
  /// Of its tokens.
  let hash: UInt64
  /// A hash of its work; nil where none is known.
  let work: UInt64?
  let likeness: Likeness

  init(_ piece: EncodedPiece, number: Int, work: String) {
    self.number = number
    split = piece.split
    splitHash = piece.splitHash
    tokens = UInt32(piece.tokens.count)
    bars = UInt32(piece.bars.count)
    hash = piece.hash
    self.work = work.isEmpty ? nil : Split.splitHash(of: work.utf8)
    likeness = piece.likeness
  }
}
