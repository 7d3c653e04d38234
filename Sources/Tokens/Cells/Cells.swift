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

  /// The vocabulary inside the blocks.
  public let remi: REMI
  /// All tokens' names: those of REMI, then those around the blocks.
  public let vocabulary: [String]

  private static let frame = [
    "Hand_Right", "Hand_Left", "Pedals_Bar", "Hole_None", "Fill_None",
    "Dynamics_Off", "Dynamics_On", "Pedals_Off", "Pedals_On",
  ]

  /// - Precondition: the configuration has velocities, time signatures and the pedal, has no tempos,
  ///   strikes a key once at a position, and `REMIGrammar.check` accepts it.
  public init(_ configuration: TokenizerConfiguration = .cells) {
    precondition(
      configuration.useVelocities && configuration.useTimeSignatures
        && configuration.useSustainPedals && !configuration.useTempos
        && configuration.removesDuplicatedNotes, "cells of such a vocabulary are not defined")
    remi = REMI(configuration)
    do { try REMIGrammar.check(remi) } catch { preconditionFailure("cells: \(error)") }
    vocabulary = remi.vocabulary + Cells.frame
  }

  /// The token with which a block begins.
  public func token(_ block: Block) -> Token { Token(first + block.rawValue) }
  /// Stands in a block of the prompt that is to be filled.
  public var holeToken: Token { Token(first + 3) }
  /// Stands between the prompt and what fills its holes.
  public var fillToken: Token { Token(first + 4) }
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
  /// What stands inside the blocks of `Cells`: `continuo` with velocities.
  public static let cells: TokenizerConfiguration = {
    var configuration = TokenizerConfiguration.continuo
    configuration.useVelocities = true
    return configuration
  }()
}
