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
  /// What stands in a bar, in this order.
  public enum Block: Int, Hashable, Comparable, CaseIterable, Sendable {
    case right, left, pedal

    public static func < (a: Block, b: Block) -> Bool { a.rawValue < b.rawValue }
  }

  public let configuration: TokenizerConfiguration
  /// The vocabulary inside the blocks.
  public let remi: REMI
  /// All tokens' names: those of REMI, then those around the blocks.
  public let vocabulary: [String]

  /// The begin token, and whether the piece has dynamics and pedals.
  static let headerCount = 3

  private static let frame = [
    "Hand_Right", "Hand_Left", "Pedals_Bar", "Hole_None", "Fill_None",
    "Dynamics_Off", "Dynamics_On", "Pedals_Off", "Pedals_On",
  ]

  /// - Precondition: `check` accepts the configuration.
  public init(_ configuration: TokenizerConfiguration = .cells) {
    do { try Cells.check(configuration) } catch { preconditionFailure("cells: \(error)") }
    self.configuration = configuration
    remi = REMI(Cells.inside(configuration))
    vocabulary = remi.vocabulary + Cells.frame
  }

  /// Throws where cells of such a vocabulary are not defined: it has velocities, time signatures and
  /// the pedal, a mask token, no tempos, strikes a key once at a position, and has what `REMIGrammar` knows.
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

  /// The token with which a block begins.
  public func token(_ block: Block) -> Token { Token(first + block.rawValue) }
  /// Stands in a block of the prompt that is to be filled.
  public var holeToken: Token { Token(first + 3) }
  /// Stands between the prompt and what fills its holes.
  public var fillToken: Token { Token(first + 4) }
  /// Stands in a prompt between the bars after its last hole, which come first, and the bars before.
  public var laterToken: Token {
    Token(remi.configuration.specialTokens.firstIndex(of: "MASK_None")!)
  }
  public func dynamicsToken(_ isOn: Bool) -> Token { Token(first + (isOn ? 6 : 5)) }
  public func pedalsToken(_ isOn: Bool) -> Token { Token(first + (isOn ? 8 : 7)) }

  /// The block that a token begins; nil for all other tokens.
  public func block(begunBy token: Token) -> Block? { Block(rawValue: Int(token.id) - first) }

  private var first: Int { remi.vocabulary.count }

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
