// A REMI vocabulary.

import Music

/// A REMI vocabulary: Bar, Position and note tokens with the ids that MidiTok 3.1 gives them.
public struct REMI: Sendable {
  public let configuration: REMIConfiguration
  /// The tokens' names, such as `Pitch_60`, in the order of their ids.
  public let vocabulary: [String]
  let layout: Layout
  let tables: Tables

  /// - Precondition: a vocabulary can be made of the configuration, as of any that was read from a
  ///   file.
  public init(_ configuration: REMIConfiguration) {
    do { try configuration.check() } catch { preconditionFailure("\(error)") }
    self.configuration = configuration
    layout = Layout(configuration)
    tables = Tables(configuration, layout)
    vocabulary = layout.names(configuration)
    precondition(vocabulary.count == layout.count && vocabulary.count <= 65536)
  }

  public func token(named name: String) -> Token? {
    vocabulary.firstIndex(of: name).map { Token($0) }
  }

  public var barToken: Token { Token(layout.bar) }
  /// What fills the end of a short row in a batch.
  public var paddingToken: Token { special("PAD_None") }
  /// The first token of a piece.
  public var beginToken: Token { special("BOS_None") }
  /// The last token of a piece.
  public var endToken: Token { special("EOS_None") }

  @inline(__always) public func isBar(_ token: Token) -> Bool { Int(token.id) == layout.bar }

  /// - Precondition: `token` is in the vocabulary.
  public func kind(of token: Token) -> TokenKind { tables.kinds[Int(token.id)] }

  private func special(_ name: String) -> Token {
    guard let id = configuration.specialTokens.firstIndex(of: name) else {
      preconditionFailure("the vocabulary has no \(name)")
    }
    return Token(id)
  }
}
