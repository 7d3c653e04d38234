// One filling of the hole.

import Music
import Tokens

/// One filling of the hole.
public struct Take: Sendable {
  /// From 1.
  public private(set) var number: Int
  /// Its own: one take asked for with this seed has the same notes.
  public let seed: UInt64
  /// What it adds to the given music, in the score's ticks: a track for each hand where the score
  /// has two staves, else one. No note begins outside the hole or lasts longer than its cells, none
  /// strikes a key that is down.
  public private(set) var tracks: [Track]
  /// What of it each hand plays; together the notes of `tracks`.
  public let hands: Hands
  /// The filling's tokens, from its first bar token to the end token.
  public let tokens: [Token]
  /// The natural logarithm of the probability that the model gives to the tokens that were drawn,
  /// among those that were allowed, at temperature 1 and without a cut.
  public let logLikelihood: Double
  /// The same for each bar of the hole, in their order; together, but for rounding,
  /// `logLikelihood`.
  public let logLikelihoodOfBars: [Double]

  /// What it was made from.
  public private(set) var record: TakeRecord

  public var noteCount: Int { tracks.reduce(0) { $0 + $1.notes.count } }

  public var logLikelihoodPerNote: Double { logLikelihood / Double(max(1, noteCount)) }

  /// What the tracks of a take are called.
  static func name(_ number: Int, _ hand: Hand? = nil) -> String {
    "Continuo take \(number)" + (hand.map { ", \($0.rawValue) hand" } ?? "")
  }

  /// The same take with another number.
  func numbered(_ number: Int) -> Take {
    var take = self
    let (old, new) = (Take.name(self.number), Take.name(number))
    for index in tracks.indices {
      take.tracks[index].name = new + tracks[index].name.dropFirst(old.count)
    }
    take.number = number
    take.record.number = number
    return take
  }

  /// The given music, with all its tracks as they are, the take as tracks more, and its record as a
  /// remark.
  public func score(in given: GivenMusic) -> Score {
    Score(
      ticksPerQuarter: given.score.ticksPerQuarter, tracks: given.score.tracks + tracks,
      tempos: given.score.tempos, metres: given.score.metres, keys: given.score.keys,
      remarks: given.score.remarks + [TextEvent(onset: .zero, text: record.text)])
  }
}
