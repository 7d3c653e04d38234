// The tokenizers that models are trained with.

import Music
import Tokens

/// The tokenizers that models are trained with: how a piece becomes a sequence of tokens.
public enum Tokenizer: Sendable {
  case remi(REMI)
  /// Two hands in blocks, so that any cell can be cut out.
  case cells(Cells)
  /// Compound words or octuples, the columns of a row one after the other.
  case rows(RowText)

  /// The tokenizer of a tokenizer.json; `tokenization` says which.
  public init(tokenizerJSON bytes: some Sequence<UInt8>) throws(TokenizerConfigurationError) {
    let configuration = try TokenizerConfiguration(tokenizerJSON: bytes)
    switch configuration.tokenization {
    case .remi: self = .remi(REMI(configuration))
    case .cells:
      try Cells.check(configuration)
      self = .cells(Cells(configuration))
    case .compoundWord, .octuple: self = .rows(RowText(configuration))
    }
  }

  public var configuration: TokenizerConfiguration {
    switch self {
    case .remi(let remi): remi.configuration
    case .cells(let cells): cells.configuration
    case .rows(let rows): rows.configuration
    }
  }

  /// The tokens' names in the order of their ids.
  public var vocabulary: [String] {
    switch self {
    case .remi(let remi): remi.vocabulary
    case .cells(let cells): cells.vocabulary
    case .rows(let rows): rows.vocabulary
    }
  }

  /// How many tokens each place of a row has, in the order of their ids: one number where a row is
  /// a token.
  public var columnSizes: [Int] {
    if case .rows(let rows) = self { rows.columnSizes } else { [vocabulary.count] }
  }

  /// How many tokens stand side by side.
  public var rowWidth: Int { if case .rows(let rows) = self { rows.rowWidth } else { 1 } }

  /// What fills the end of a short window in a batch.
  public var paddingToken: Token { remi?.paddingToken ?? rows.paddingToken }
  /// The first token of a piece.
  public var beginToken: Token { remi?.beginToken ?? rows.beginToken }
  /// The last token of a piece, or the first one of its last row.
  public var endToken: Token { remi?.endToken ?? rows.endToken }

  /// Whether a token says that a bar begins, or in an octuple which bar it is.
  public func isBar(_ token: Token) -> Bool {
    switch self {
    case .remi(let remi): remi.isBar(token)
    case .cells(let cells): cells.remi.isBar(token)
    case .rows(let rows): rows.isBar(token)
    }
  }

  /// Whether a bar can begin at a place: a bar token, or a row that says a bar, stands there.
  public func saysBar(_ tokens: [Token], at place: Int) -> Bool {
    if case .rows(let rows) = self { rows.saysBar(tokens, at: place) } else { isBar(tokens[place]) }
  }

  /// Where bars begin, ascending.
  public func barOffsets(in tokens: [Token]) -> [Int] {
    if case .rows(let rows) = self { return rows.barOffsets(in: tokens) }
    return tokens.indices.filter { isBar(tokens[$0]) }
  }

  /// - Precondition: `token` is in the vocabulary.
  public func kind(of token: Token) -> TokenKind {
    switch self {
    case .remi(let remi): remi.kind(of: token)
    case .cells(let cells): cells.kind(of: token)
    case .rows(let rows): rows.pitches.contains(Int(token.id)) ? .pitch : .special
    }
  }

  /// How many of a piece's first tokens say what the piece has, so that they stand in front of any
  /// part of it too.
  public var headerCount: Int {
    switch self {
    case .remi, .rows: 0
    case .cells: Cells.headerCount
    }
  }

  /// A whole piece, from the begin token to the end token, or with rows of these.
  public func encode(_ score: Score) -> [Token] {
    switch self {
    case .remi(let remi): return [remi.beginToken] + remi.encode(score) + [remi.endToken]
    case .cells(let cells):
      let hands = score.dividedIntoHands()
      return cells.encode(score, right: hands.right, left: hands.left).tokens(cells)
    case .rows(let rows): return rows.encode(score)
    }
  }

  /// The score that tokens stand for.
  public func decode(_ tokens: [Token]) -> Score {
    switch self {
    case .remi(let remi): remi.decode(tokens)
    case .cells(let cells): cells.decode(tokens)
    case .rows(let rows): rows.decode(tokens)
    }
  }

  /// The vocabulary of bars, positions and notes where each is a token; nil where rows say them.
  var remi: REMI? {
    switch self {
    case .remi(let remi): remi
    case .cells(let cells): cells.remi
    case .rows: nil
    }
  }

  private var rows: RowText {
    guard case .rows(let rows) = self else { preconditionFailure("a tokenizer without rows") }
    return rows
  }
}
