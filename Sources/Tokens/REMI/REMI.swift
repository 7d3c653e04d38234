// A REMI vocabulary.

import Music

/// A REMI vocabulary: Bar, Position and note tokens with the ids that MidiTok 3.1 gives them.
public struct REMI: Sendable {
  public let configuration: TokenizerConfiguration
  /// The tokens' names, such as `Pitch_60`, in the order of their ids.
  public let vocabulary: [String]
  package let layout: Layout
  package let tables: ValueTables
  private let kinds: [TokenKind]
  /// What fills the end of a short row in a batch.
  public let paddingToken: Token
  /// The first token of a piece.
  public let beginToken: Token
  /// The last token of a piece.
  public let endToken: Token

  /// - Precondition: a REMI vocabulary can be made of the configuration, as of any of REMI that was
  ///   read from a file.
  public init(_ configuration: TokenizerConfiguration) {
    do { try configuration.check() } catch { preconditionFailure("\(error)") }
    precondition(configuration.tokenization == .remi, "not a REMI configuration")
    self.configuration = configuration
    layout = Layout(configuration)
    tables = ValueTables(configuration)
    kinds = layout.kinds
    vocabulary = layout.names(configuration)
    precondition(vocabulary.count == layout.count && vocabulary.count <= 65536)
    func special(_ name: String) -> Token {
      // That there is one, `check` has said.
      Token(configuration.specialTokens.firstIndex(of: name)!)
    }
    paddingToken = special("PAD_None")
    beginToken = special("BOS_None")
    endToken = special("EOS_None")
  }

  /// The vocabulary of a tokenizer.json.
  ///
  /// - Throws: What `TokenizerConfiguration.init(tokenizerJSON:)` throws, and when the file is for
  ///   another tokenization.
  public init(tokenizerJSON bytes: some Sequence<UInt8>) throws(TokenizerConfigurationError) {
    let configuration = try TokenizerConfiguration(tokenizerJSON: bytes)
    guard configuration.tokenization == .remi else { throw .unsupported(option: "tokenization") }
    self.init(configuration)
  }

  public func token(named name: String) -> Token? {
    vocabulary.firstIndex(of: name).map { Token($0) }
  }

  public var barToken: Token { Token(layout.bar) }

  @inline(__always) public func isBar(_ token: Token) -> Bool { Int(token.id) == layout.bar }

  /// - Precondition: `token` is in the vocabulary.
  public func kind(of token: Token) -> TokenKind { kinds[Int(token.id)] }
}
