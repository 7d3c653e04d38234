// How much of a passage stands in one piece of the training data.

import Corpus
import Metrics
import Music
import Tokens

/// How much of a passage stands in one piece of the training data: the largest share of its runs of
/// notes, transposed or not, that one piece has.
public struct Nearness: Sendable {
  /// Notes of a run.
  public static let length = 6
  private let index: PhraseIndex

  /// - Parameter progress: Called with the share of pieces that are read.
  public init(_ store: TokenStore, _ cells: Cells, progress: (Double) -> Void = { _ in }) {
    index = PhraseIndex(
      (0..<store.pieceCount).map { piece in
        progress(Double(piece) / Double(max(1, store.pieceCount)))
        let score = cells.decode(store.tokens(ofPiece: piece))
        // A take is of one hand or of both, so a piece is known as right, left and both.
        let voices = score.tracks.map(\.notes) + [score.tracks.flatMap(\.notes).sorted()]
        return voices.flatMap { Self.runs($0, score.ticksPerQuarter) }
      })
  }

  /// nil for a passage of fewer notes than a run.
  public func nearest(_ passage: Passage) -> Double? {
    index.nearest(Self.runs(passage.notes, passage.ticksPerQuarter))?.share
  }

  private static func runs(_ notes: [Note], _ ticksPerQuarter: Int) -> [UInt64] {
    Phrases(notes, ticksPerQuarter: ticksPerQuarter).runs(length: length).map(\.hash)
  }
}
