// What is held in memory of every piece while a dataset is joined.

/// What is held in memory of every piece while a dataset is joined: some 320 bytes, whatever its
/// length. One place in all arrays is one piece that was not refused.
struct PieceTable {
  /// Its number in the list of all pieces.
  private(set) var numbers: [UInt32] = []
  private(set) var splits: [Split?] = []
  private(set) var lots: [UInt64] = []
  private(set) var hashes: [UInt64] = []
  /// Zero: not known.
  private(set) var works: [UInt64] = []
  private(set) var tokens: [UInt32] = []
  private(set) var bars: [UInt32] = []
  private(set) var top = Sketches()
  private(set) var whole = Sketches()

  /// The sketches of all pieces, one after the other.
  struct Sketches {
    private(set) var counts: [UInt32] = []
    private(set) var values: [UInt16] = []

    fileprivate mutating func append(_ sketch: MinHash) {
      counts.append(UInt32(sketch.count))
      values += sketch.values
    }

    /// The estimated share of what two sets have together that they have in common.
    func likeness(_ a: Int, _ b: Int) -> Double {
      let (a, b) = (a * MinHash.places, b * MinHash.places)
      let equal = (0..<MinHash.places).count { values[a + $0] == values[b + $0] }
      return Double(equal) / Double(MinHash.places)
    }
  }

  var count: Int { numbers.count }

  mutating func append(_ piece: EncodedPiece, number: Int, work: String) {
    numbers.append(UInt32(number))
    splits.append(piece.split)
    lots.append(piece.lot)
    hashes.append(piece.hash)
    works.append(work.isEmpty ? 0 : Split.lot(of: work.utf8) | 1)
    tokens.append(UInt32(piece.tokens.count))
    bars.append(UInt32(piece.bars.count))
    top.append(piece.likeness.top)
    whole.append(piece.likeness.whole)
  }
}
