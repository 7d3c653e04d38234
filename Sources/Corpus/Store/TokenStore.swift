// One part of a dataset, memory-mapped.

import Foundation
import MidiTok
import Tokens

/// One part of a dataset: the tokens of its pieces and where their bars begin, memory-mapped.
public struct TokenStore: Sendable {
  /// What is known of each piece.
  public let pieces: PieceLines
  private let bin: Data
  /// First token of each piece, in tokens from the start of the file, and the end of the last.
  private let offsets: [Int]
  let bars: BarIndex

  public var pieceCount: Int { pieces.count }
  public var tokenCount: Int { offsets[offsets.count - 1] }

  /// Opens `<split>.bin`, `.idx`, `.bars` and `.tsv` and checks that they fit together.
  init(_ folder: URL, _ split: Split, _ tokenizer: Tokenizer) throws(DatasetError) {
    func url(_ suffix: String) -> URL { folder.appending(path: "\(split.rawValue).\(suffix)") }
    offsets = try DocumentIndex(contentsOf: url("idx")).offsets
    bin = try mapped(url("bin"))
    bars = try BarIndex(contentsOf: url("bars"), offsets: offsets)
    pieces = try PieceLines(contentsOf: url("tsv"), offsets: offsets)
    try check(url("bin"), tokenizer)
  }

  /// That the tokens are as many as the index says, in the vocabulary, and bars where the bar index
  /// has bars.
  private func check(_ url: URL, _ tokenizer: Tokenizer) throws(DatasetError) {
    guard bin.count == 2 * tokenCount else {
      throw DatasetError(
        url, at: .byte(bin.count),
        "the file ends here, its tokens by the index at \(2 * tokenCount)",
        advice: "prepare it again")
    }
    let size = tokenizer.vocabulary.count
    for piece in 0..<pieceCount {
      let tokens = tokens(ofPiece: piece)
      if let wrong = tokens.firstIndex(where: { $0.id >= size }) {
        throw DatasetError(
          url, at: .byte(2 * (offsets[piece] + wrong)),
          "token \(tokens[wrong]) is not among the \(size) of the tokenizer")
      }
      if let wrong = bars.offsets(ofPiece: piece).first(where: {
        !tokenizer.saysBar(tokens, at: $0)
      }) {
        throw DatasetError(
          url, at: .byte(2 * (offsets[piece] + wrong)),
          "token \(tokens[wrong]) stands where the bar index has a bar")
      }
    }
  }

  public func tokenCount(ofPiece piece: Int) -> Int { offsets[piece + 1] - offsets[piece] }

  /// The tokens of a piece, from its first to its last.
  public func tokens(ofPiece piece: Int) -> [Token] {
    tokens(ofPiece: piece, in: 0..<tokenCount(ofPiece: piece))
  }

  /// Some of a piece's tokens, counted from its first; only their pages are read.
  public func tokens(ofPiece piece: Int, in range: Range<Int>) -> [Token] {
    precondition(
      0 <= range.lowerBound && range.upperBound <= tokenCount(ofPiece: piece),
      "tokens \(range) of the \(tokenCount(ofPiece: piece)) of piece \(piece)")
    let start = offsets[piece]
    return bin.withUnsafeBytes { bytes in
      range.map { Token(Int(bytes.littleEndian(2 * (start + $0), as: UInt16.self))) }
    }
  }

  /// Which share of the pieces say that they have dynamics; 0 of none.
  public func dynamicsShare(_ cells: Cells) -> Double {
    let count = (0..<pieceCount).count { piece in
      let header = min(Cells.headerCount, tokenCount(ofPiece: piece))
      return tokens(ofPiece: piece, in: 0..<header).contains(cells.dynamicsToken(true))
    }
    return Double(count) / Double(max(1, pieceCount))
  }

  /// Where in the piece its bar tokens stand, ascending.
  public func barOffsets(ofPiece piece: Int) -> [Int] { bars.offsets(ofPiece: piece) }

  /// Consecutive windows over all pieces, in which every token but a piece's first is predicted
  /// exactly once: each begins with the last token of the one before it.
  ///
  /// - Parameter length: Tokens, or rows, that a window predicts, at most; it holds one more.
  public func evaluationWindows(length: Int, _ tokenizer: Tokenizer) -> [[Token]] {
    precondition(length > 0, "a window of \(length) tokens")
    let width = tokenizer.rowWidth
    return (0..<pieceCount).flatMap { piece in
      let count = tokenCount(ofPiece: piece)
      return stride(from: 0, to: count - width, by: length * width).map { start in
        let window = tokens(ofPiece: piece, in: start..<min(count, start + (length + 1) * width))
        return width > 1 && start > 0 ? tokenizer.opened(window, tempo: nil) : window
      }
    }
  }
}
