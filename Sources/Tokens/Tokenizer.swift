// The tokenizers that models are trained with.

import Music

/// The tokenizers that models are trained with: how a piece becomes a sequence of tokens.
public enum Tokenizer: Sendable {
  case remi(REMI)
  /// Two hands in blocks, so that any cell can be cut out.
  case cells(Cells)

  /// The tokenizer of a tokenizer.json; `tokenization` says which.
  public init(tokenizerJSON bytes: some Sequence<UInt8>) throws(TokenizerConfigurationError) {
    let configuration = try TokenizerConfiguration(tokenizerJSON: bytes)
    switch configuration.tokenization {
    case .remi: self = .remi(REMI(configuration))
    case .cells:
      try Cells.check(configuration)
      self = .cells(Cells(configuration))
    case .compoundWord, .octuple: throw .unsupported(option: "tokenization")
    }
  }

  public var configuration: TokenizerConfiguration {
    switch self {
    case .remi(let remi): remi.configuration
    case .cells(let cells): cells.configuration
    }
  }

  /// The tokens' names in the order of their ids.
  public var vocabulary: [String] {
    switch self {
    case .remi(let remi): remi.vocabulary
    case .cells(let cells): cells.vocabulary
    }
  }

  /// What fills the end of a short row in a batch.
  public var paddingToken: Token { remi.paddingToken }
  /// The first token of a piece.
  public var beginToken: Token { remi.beginToken }
  /// The last token of a piece.
  public var endToken: Token { remi.endToken }

  public func isBar(_ token: Token) -> Bool { remi.isBar(token) }

  /// - Precondition: `token` is in the vocabulary.
  public func kind(of token: Token) -> TokenKind {
    Int(token.id) < remi.vocabulary.count ? remi.kind(of: token) : .special
  }

  /// How many of a piece's first tokens say what the piece has, so that they stand in front of any
  /// part of it too.
  public var headerCount: Int {
    switch self {
    case .remi: 0
    case .cells: Cells.headerCount
    }
  }

  /// A whole piece, from the begin token to the end token.
  public func encode(_ score: Score) -> [Token] {
    switch self {
    case .remi(let remi): return [remi.beginToken] + remi.encode(score) + [remi.endToken]
    case .cells(let cells):
      let hands = score.hands
      return cells.encode(score, right: hands.right, left: hands.left)
    }
  }

  /// The score that tokens stand for.
  public func decode(_ tokens: [Token]) -> Score {
    switch self {
    case .remi(let remi): remi.decode(tokens)
    case .cells(let cells): cells.decode(tokens)
    }
  }

  /// The vocabulary of bars, positions and notes.
  var remi: REMI {
    switch self {
    case .remi(let remi): remi
    case .cells(let cells): cells.remi
    }
  }
}
