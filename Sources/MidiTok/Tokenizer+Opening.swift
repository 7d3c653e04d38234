// What holds at a bar line within a piece, said where a window begins there.

import Tokens

extension Tokenizer {
  /// Tokens from a bar line on, with the tempo that holds there said at their first position, as it
  /// stands at the start of a piece. Metres stand after every bar token anyway. Of octuples, whose
  /// rows say all that holds, the bars are counted from the first one.
  ///
  /// - Parameters:
  ///   - tokens: Begin with a bar token; others stay as they are.
  ///   - tempo: The last tempo token before them; nil when there is none.
  public func opened(_ tokens: [Token], tempo: Token?) -> [Token] {
    guard let remi else {
      if case .rows(let rows) = self { return rows.opened(tokens) }
      return tokens
    }
    guard let tempo, let first = tokens.first, isBar(first) else { return tokens }
    var place = 1
    if place < tokens.count, kind(of: tokens[place]) == .timeSignature { place += 1 }
    let position = Token(remi.layout.positions.lowerBound)
    var opening = [position, tempo]
    if place < tokens.count, tokens[place] == position {
      place += 1
      if place < tokens.count, kind(of: tokens[place]) == .tempo { return tokens }
      opening = [tempo]
    }
    return Array(tokens[..<place] + opening + tokens[place...])
  }
}
