// One filling of the hole.

import Music
import Tokens

/// One filling of the hole.
public struct Take: Sendable {
  /// From 1.
  public let number: Int
  /// Its own: one take asked for with this seed has the same notes.
  public let seed: UInt64
  /// The bars that it fills.
  public let bars: [Bar]
  /// Its notes and pedals, in the score's ticks: none begins before the first bar or lasts longer
  /// than the last, none sounds with another of its pitch.
  public let track: Track
  /// Its tokens, from the first bar line to the one that would follow.
  public let tokens: [Token]
  /// The natural logarithm of the probability that the model gives to the tokens that were drawn,
  /// among those that were allowed, at temperature 1 and without a cut.
  public let logLikelihood: Double

  public var logLikelihoodPerNote: Double { logLikelihood / Double(max(1, track.notes.count)) }

  /// The prompt, with all its tracks as they were, and the take as one track more.
  public func score(after prompt: Score) -> Score {
    Score(
      ticksPerQuarter: prompt.ticksPerQuarter, tracks: prompt.tracks + [track],
      tempos: prompt.tempos, metres: prompt.metres, keys: prompt.keys)
  }
}
