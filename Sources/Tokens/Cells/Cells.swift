// A vocabulary in which a bar of one hand is one run of tokens.

import Music

/// A vocabulary in which each bar holds one block for each hand, so that a cell (one bar of one
/// hand) is one contiguous run of tokens and a hole is a cut.
///
/// Inside a block stand the tokens of REMI; around them
///
///     BOS Dynamics_Off Pedals_On                    what the piece has
///     Bar TimeSig_3/4                               a bar
///       Hand_Right Position_0 Pitch_72 Duration...  the right hand of the bar
///       Hand_Left ...                               the left hand
///       Pedals_Bar Position_0 Pedal ...             the pedal, where the piece has pedals
///     ...
///     EOS
///
/// Velocities stand only in pieces with dynamics. A note belongs to the bar in which it begins.
public struct Cells: Sendable {
  /// A metre that the vocabulary can say.
  public struct MetreToken: Hashable, Sendable {
    public let numerator: Int
    public let denominator: Int
    public let token: Token
  }

  public let configuration: TokenizerConfiguration
  /// The vocabulary inside the blocks.
  public let remi: REMI
  /// All tokens' names: those of REMI, then those around the blocks.
  public let vocabulary: [String]
  /// What each token means, by id.
  public let symbols: [Symbol]
  /// How many positions a beat has.
  public let positionsPerBeat: Int
  /// In the order of their tokens.
  public let metres: [MetreToken]
  /// Stands in a prompt between the bars after its last hole, which come first, and the bars
  /// before.
  public let laterToken: Token
  /// The id of the first token around the blocks.
  private let firstFrame: Int

  /// The begin token, and whether the piece has dynamics and pedals.
  public static let headerCount = 3

  /// - Precondition: `check` accepts the configuration.
  public init(_ configuration: TokenizerConfiguration = .cells) {
    do { try Cells.check(configuration) } catch { preconditionFailure("cells: \(error)") }
    self.configuration = configuration
    let remi = REMI(Cells.inside(configuration))
    self.remi = remi
    vocabulary = remi.vocabulary + Cells.frame.map(\.name)
    laterToken = Token(configuration.specialTokens.firstIndex(of: "MASK_None")!)
    symbols = Cells.symbols(remi, later: laterToken)
    positionsPerBeat = configuration.positionsPerBeat
    metres = zip(remi.layout.timeSignatures, remi.tables.metres).map {
      MetreToken(numerator: $1.numerator, denominator: $1.denominator, token: Token($0))
    }
    firstFrame = remi.layout.count
  }

  /// Throws where cells of such a vocabulary are not defined: it has velocities, time signatures
  /// and the pedal, a mask token, no tempos, strikes a key once at a position, and has what
  /// `REMIGrammar` knows.
  public static func check(
    _ configuration: TokenizerConfiguration
  ) throws(TokenizerConfigurationError) {
    for (isRight, option) in [
      (configuration.tokenization == .cells, "tokenization"),
      (configuration.useVelocities, "use_velocities"),
      (configuration.useTimeSignatures, "use_time_signatures"),
      (configuration.useSustainPedals, "use_sustain_pedals"),
      (!configuration.useTempos, "use_tempos"),
      (configuration.removesDuplicatedNotes, "remove_duplicated_notes"),
      (configuration.specialTokens.contains("MASK_None"), "special_tokens"),
    ] where !isRight {
      throw .unsupported(option: option)
    }
    try REMIGrammar.check(REMI(inside(configuration)))
  }

  private static func inside(_ configuration: TokenizerConfiguration) -> TokenizerConfiguration {
    var inside = configuration
    inside.tokenization = .remi
    return inside
  }

  // MARK: - What a token means

  /// What a token means:
  ///
  ///     if case .pitch(let pitch) = cells.symbol(of: token) { ... }
  ///
  /// - Precondition: `token` is in the vocabulary.
  @inlinable public func symbol(of token: Token) -> Symbol { symbols[Int(token.id)] }

  /// What a token says, as in every vocabulary; what stands around the blocks is special.
  ///
  /// - Precondition: `token` is in the vocabulary.
  public func kind(of token: Token) -> TokenKind {
    Int(token.id) < firstFrame ? remi.kind(of: token) : .special
  }

  public func isBar(_ token: Token) -> Bool { remi.isBar(token) }
  public func isPitch(_ token: Token) -> Bool { pitchIDs.contains(Int(token.id)) }

  /// The block that a token begins; nil for all other tokens.
  public func block(begunBy token: Token) -> Block? {
    let index = Int(token.id) - firstFrame
    return Block.allCases.indices.contains(index) ? Block.allCases[index] : nil
  }

  /// The ids of the pitches, lowest first.
  public var pitchIDs: Range<Int> { remi.layout.pitches }
  /// The ids of the durations, shortest first.
  public var durationIDs: Range<Int> { remi.layout.durations }
  /// The ids of the positions, first of the bar first.
  public var positionIDs: Range<Int> { remi.layout.positions }

  // MARK: - Which token means it

  public var barToken: Token { remi.barToken }
  /// The first token of a piece.
  public var beginToken: Token { remi.beginToken }
  /// The last token of a piece, and of a filling.
  public var endToken: Token { remi.endToken }
  /// The token with which a block begins.
  public func token(_ block: Block) -> Token { Token(firstFrame + block.index) }
  /// The token with which the block of a hand begins.
  public func token(_ hand: Hand) -> Token { token(.hand(hand)) }
  /// Stands in a block of the prompt that is to be filled.
  public var holeToken: Token { Token(firstFrame + 3) }
  /// Stands between the prompt and what fills its holes.
  public var fillToken: Token { Token(firstFrame + 4) }
  public func dynamicsToken(_ isOn: Bool) -> Token { Token(firstFrame + (isOn ? 6 : 5)) }
  public func pedalsToken(_ isOn: Bool) -> Token { Token(firstFrame + (isOn ? 8 : 7)) }

  /// The metre that is written so; nil where the vocabulary has none.
  public func metre(_ numerator: Int, _ denominator: Int) -> MetreToken? {
    metres.first { $0.numerator == numerator && $0.denominator == denominator }
  }

  /// What a note's velocity token is where a piece has no dynamics.
  var plainVelocity: Token {
    let velocities = remi.layout.velocities
    return Token(velocities.lowerBound + velocities.count * 5 / 8)
  }
}

extension TokenizerConfiguration {
  /// What the models of this project read and write: two hands in cells, with `continuo` and
  /// velocities inside.
  public static let cells: TokenizerConfiguration = {
    var configuration = TokenizerConfiguration.continuo
    configuration.tokenization = .cells
    configuration.useVelocities = true
    return configuration
  }()
}
