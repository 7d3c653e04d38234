// Which of the takes that were drawn are shown, and in which order.

import Metrics
import Music

/// Which of the takes that were drawn are shown, and in which order.
///
/// A take's score is the mean of what it has in common with each other take, less a fifth of its
/// distance from the pitch classes around the hole: what many draws agree upon is what the model is
/// surest of, and what is in the key seldom jars. The take with the best score comes first, then
/// again and again the one whose score, less six tenths of what it has in common with the likest
/// before it, is best (maximal marginal relevance, Carbonell and Goldstein 1998). So the first of
/// many are the few, and takes that say the same stand apart. Takes that broke off, with less than
/// a third of the notes that the one in the middle has, come last.
///
/// The numbers were chosen on validation pieces; `Documentation/takes.md` has what they gain.
struct Choice: Sendable {
  private static let tonalWeight = 0.2
  private static let varietyWeight = 0.6
  /// More than all else together.
  private static let lastPlace = 2.0
  /// Bars on each side of the hole whose pitch classes count.
  private static let barsAround = 8

  private let takes: [Take]
  private let notes: [[Note]]
  private let scores: [Double]
  /// What each two takes have in common.
  private let likeness: [[Double]]

  /// - Parameter takes: All takes of one completion; their order changes nothing.
  init(among takes: [Take], given: GivenMusic) {
    let takes = takes.sorted { $0.number < $1.number }
    self.takes = takes
    let notes = takes.map { $0.tracks.flatMap(\.notes) }
    self.notes = notes
    var likeness = notes.map { _ in [Double](repeating: 1, count: notes.count) }
    for a in notes.indices {
      for b in notes[..<a].indices {
        likeness[a][b] = OnsetMatching(notes[a], notes[b]).f1
        likeness[b][a] = likeness[a][b]
      }
    }
    self.likeness = likeness
    let counts = notes.map(\.count).sorted()
    let median = counts.isEmpty ? 0 : counts[counts.count / 2]
    let around = PitchClassShares(Choice.notes(around: takes, given))
    scores = takes.indices.map { index in
      let agreement =
        (likeness[index].reduce(0, +) - 1) / Double(max(1, takes.count - 1))
      let shares = PitchClassShares(notes[index])
      let brokeOff = 3 * notes[index].count < median ? Choice.lastPlace : 0
      return agreement - Choice.tonalWeight * (shares.distance(to: around) ?? 0) - brokeOff
    }
  }

  /// So many takes, all where there are fewer, numbered after those that stand beside them.
  ///
  /// - Parameters:
  ///   - others: Takes of the same hole that are shown already.
  ///   - likeness: No take is chosen that has more than this in common with one before it.
  func best(
    _ count: Int, besides others: [Take] = [], within likeness: Double = 1
  ) -> [Take] {
    var left = Array(takes.indices)
    var chosen: [Int] = []
    let shown = others.map { $0.tracks.flatMap(\.notes) }
    // Of each take, to the likest that was chosen.
    var nearest = notes.map { notes in
      shown.map { OnsetMatching(notes, $0).f1 }.max() ?? 0
    }
    while true {
      left.removeAll { nearest[$0] > likeness }
      guard chosen.count < count, !left.isEmpty else { break }
      func value(_ index: Int) -> Double {
        scores[index] - Choice.varietyWeight * nearest[index]
      }
      var best = left[0]
      for index in left where value(index) > value(best) { best = index }
      left.removeAll { $0 == best }
      chosen.append(best)
      for index in left { nearest[index] = max(nearest[index], self.likeness[index][best]) }
    }
    return chosen.enumerated().map { takes[$1].numbered(others.count + $0 + 1) }
  }

  /// Given notes in the bars around the takes' own.
  private static func notes(around takes: [Take], _ given: GivenMusic) -> [Note] {
    let onsets = takes.lazy.flatMap(\.tracks).flatMap(\.notes).map(\.onset)
    guard let first = onsets.min(), let last = onsets.max() else { return [] }
    let lines = BarLines(given.score)
    let bars = max(0, lines.index(at: first) - barsAround)...lines.index(at: last) + barsAround
    let ticks = lines.bar(bars.lowerBound).onset..<lines.bar(bars.upperBound).end
    return (given.hands.right + given.hands.left).filter { ticks.contains($0.onset) }
  }
}
