// The tokens of one piece from which windows are cut.

import MidiTok
import Music
import Tokens

/// The tokens of one piece from which windows are cut: as they are stored, of which only what is
/// asked for is read, or made anew.
struct PieceText {
  private enum Source {
    case stored(TokenStore, piece: Int)
    case made([Token], bars: [Int])
  }

  private let source: Source
  private let tokenizer: Tokenizer
  let count: Int

  /// - Parameter speedPercent: At which a piece without real bars is played; nil for its own speed.
  init(_ store: TokenStore, piece: Int, _ tokenizer: Tokenizer, speedPercent: Int? = nil) {
    self.tokenizer = tokenizer
    guard let speedPercent, speedPercent != 100 else {
      source = .stored(store, piece: piece)
      count = store.tokenCount(ofPiece: piece)
      return
    }
    let tokens = tokenizer.stretched(store.tokens(ofPiece: piece), speedPercent: speedPercent)
    source = .made(tokens, bars: tokenizer.barOffsets(in: tokens))
    count = tokens.count
  }

  var barCount: Int {
    switch source {
    case .stored(let store, let piece): store.bars.count(ofPiece: piece)
    case .made(_, let bars): bars.count
    }
  }

  /// Where a bar begins, or where the last one ends.
  func offset(ofBar bar: Int) -> Int {
    guard bar < barCount else { return count }
    switch source {
    case .stored(let store, let piece): return store.bars.offset(ofPiece: piece, bar: bar)
    case .made(_, let bars): return bars[bar]
    }
  }

  /// How many bars begin before a token.
  func bars(before token: Int) -> Int {
    (0..<barCount).partitioningIndex { offset(ofBar: $0) >= token }
  }

  /// A part of the piece from its start or a bar line on: what the piece's first tokens say of all
  /// of it stands in front, then the tempo that holds.
  ///
  /// - Parameter mostTokens: Of all that, at most.
  func part(from start: Int, to end: Int? = nil, mostTokens: Int = .max) -> [Token] {
    let end = end ?? count
    guard start > 0 else { return tokens(0..<min(end, mostTokens)) }
    let header = tokens(0..<tokenizer.headerCount)
    let room = mostTokens == .max ? end : min(end, start + mostTokens - header.count)
    let opened = tokenizer.opened(tokens(start..<room), tempo: tempo(before: start))
    return header + opened.prefix(mostTokens - header.count)
  }

  private func tokens(_ range: Range<Int>) -> [Token] {
    switch source {
    case .stored(let store, let piece): store.tokens(ofPiece: piece, in: range)
    case .made(let tokens, _): Array(tokens[range])
    }
  }

  /// The last tempo before a token, looked for backwards.
  private func tempo(before token: Int) -> Token? {
    guard tokenizer.configuration.useTempos, tokenizer.rowWidth == 1 else { return nil }
    var end = token
    while end > 0 {
      let start = max(0, end - 512)
      if let tempo = tokens(start..<end).last(where: { tokenizer.kind(of: $0) == .tempo }) {
        return tempo
      }
      end = start
    }
    return nil
  }
}
