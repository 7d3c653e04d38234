// Which beats begin a bar, decided by what sounds on them.

import Foundation

/// The beats that begin a bar.
///
/// Bars have one length, except where the evidence is strong that one has not. Dynamic programming
/// finds the bar lines whose evidence, less a cost for each irregular bar, is greatest (Viterbi
/// 1967). O(n) for n beats.
public struct Downbeats: Sendable {
  /// Ascending.
  public let beats: [Int]
  /// How much more evidence a bar's first beat has than it would have if all bar lines were moved
  /// by the same number of beats; about zero when chance decided.
  public let margin: Double

  /// Half a bar more or less happens in songs, a beat more or less hardly ever.
  private static let costOfHalfABar = 16.0
  private static let costOfABeat = 24.0

  /// - Parameter evidence: Of each beat, how much speaks for it as a first one: a log likelihood
  ///   ratio.
  public init(evidence: [Double], beatsPerBar: Int) {
    beats = Self.path(evidence, Self.costs(beatsPerBar))
    margin = Self.margin(beats, evidence, beatsPerBar)
  }

  /// What a bar of so many beats costs.
  private static func costs(_ beatsPerBar: Int) -> [(beats: Int, cost: Double)] {
    var costs = [
      (beatsPerBar, 0.0), (beatsPerBar - 1, costOfABeat), (beatsPerBar + 1, costOfABeat),
    ]
    if beatsPerBar % 2 == 0 {
      costs.append((beatsPerBar / 2, costOfHalfABar))
      costs.append((beatsPerBar + beatsPerBar / 2, costOfHalfABar))
    }
    return costs
  }

  private static func path(_ evidence: [Double], _ costs: [(beats: Int, cost: Double)]) -> [Int] {
    let bar = costs[0].beats
    var best = evidence
    var previous = [Int?](repeating: nil, count: evidence.count)
    for beat in evidence.indices {
      if beat >= bar { best[beat] = -.infinity }
      for (beats, cost) in costs where beat >= beats {
        let score = best[beat - beats] - cost + evidence[beat]
        if score > best[beat] { (best[beat], previous[beat]) = (score, beat - beats) }
      }
    }
    var path: [Int] = []
    var last = best.indices.suffix(bar).max { best[$0] < best[$1] }
    while let beat = last {
      path.append(beat)
      last = previous[beat]
    }
    return path.reversed()
  }

  private static func margin(_ beats: [Int], _ evidence: [Double], _ beatsPerBar: Int) -> Double {
    func sum(movedBy distance: Int) -> Double {
      beats.map { $0 + distance }.filter(evidence.indices.contains).map { evidence[$0] }
        .reduce(0, +)
    }
    let others = (1 - beatsPerBar..<beatsPerBar).filter { $0 != 0 }.map(sum)
    return (sum(movedBy: 0) - (others.max() ?? 0)) / Double(max(1, beats.count))
  }
}
