// Whether the notes of a piece agree with its bars.

import Foundation
import Music

/// Whether the notes of a piece agree with its bars, or rather with bars of another length or with
/// bars that begin on another beat.
///
/// Each way to set bar lines has a log likelihood ratio: how likely its first beats, and no others,
/// are first beats by what sounds on them, against how likely they are by their number alone.
public struct MetreEvidence: Sendable {
  public let metre: BarMetre
  private let evidence: [Double]

  /// Bars of so many beats, and the log odds of a beat on which nothing speaks for or against its
  /// being their first; fitted with the weights of `BeatFeatures`.
  private static let periods = [(2, 0.0031), (3, -0.9554), (4, -1.7768), (6, -2.5169)]
  private static let leastBeats = 48
  /// By how much another way must be likelier, in roots of beats.
  private static let overwhelming = 3.0

  /// nil for a metre or a piece that tells too little.
  ///
  /// - Parameter notes: In the order of their onsets.
  public init?(_ notes: [Note], metre: BarMetre?, ticksPerQuarter: Int) {
    guard let metre, Self.periods.contains(where: { $0.0 == metre.numerator }),
      let last = notes.last?.onset.value
    else { return nil }
    let beat = max(1, ticksPerQuarter * 4 / metre.denominator)
    let count = last / beat + 2
    // A note far away is another check's; here it would only take memory.
    guard count >= Self.leastBeats, count <= 1 << 20 else { return nil }
    self.metre = metre
    evidence = BeatFeatures(notes, beat: beat, count: count).evidence
  }

  /// The bars that the notes have when they are not those written: beats, and the beat with which
  /// the first whole one begins.
  public var betterPeriod: (beats: Int, phase: Int)? {
    var own = -Double.infinity
    var best = (beats: 0, phase: 0, likelihood: -Double.infinity)
    for (period, bias) in Self.periods {
      let likelihoods = likelihoods(period: period, bias: bias)
      for (phase, likelihood) in likelihoods.enumerated() {
        if agrees(period, phase) {
          own = max(own, likelihood)
        } else if likelihood > best.likelihood {
          best = (period, phase, likelihood)
        }
      }
    }
    let margin = (best.likelihood - own) / Double(evidence.count).squareRoot()
    return margin > Self.overwhelming ? (best.beats, best.phase) : nil
  }

  /// Whether the bars can be right where these are likely: groups of bars, or parts of a bar.
  private func agrees(_ period: Int, _ phase: Int) -> Bool {
    let bar = metre.numerator
    return period % bar == 0 && phase % bar == 0 || bar % period == 0 && phase == 0
  }

  /// The log likelihood of bars of so many beats from each beat on.
  private func likelihoods(period: Int, bias: Double) -> [Double] {
    let share = 1 / Double(period)
    var others = 0.0
    var firsts = [Double](repeating: 0, count: period)
    for (beat, value) in evidence.enumerated() {
      let odds = value + bias
      others -= log(1 + exp(odds)) + log(1 - share)
      firsts[beat % period] += odds - log(share) + log(1 - share)
    }
    return firsts.map { others + $0 }
  }
}
