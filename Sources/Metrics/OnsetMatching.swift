// How many notes of two passages are the same.

import Music

/// How many notes of two passages are the same. Each note is paired with at most one of the other
/// passage, so that a chord struck twice where it stands once gains nothing.
public struct OnsetMatching: Sendable {
  /// Pairs of notes on the same key that begin together.
  public let matched: Int
  /// Notes of the one passage, and of the other.
  public let counts: (first: Int, second: Int)

  /// The largest matching there is.
  ///
  /// - Parameter tolerance: Ticks that onsets of a pair may be apart.
  public init(_ first: [Note], _ second: [Note], tolerance: Tick = .zero) {
    let (ours, theirs) = (onsets(first), onsets(second))
    // On one key the earliest notes that can be paired are: the largest matching on a line.
    matched = ours.reduce(0) { sum, entry in
      let others = theirs[entry.key] ?? []
      var (count, next) = (0, 0)
      for onset in entry.value {
        while next < others.count, others[next] + tolerance < onset { next += 1 }
        guard next < others.count else { break }
        if others[next] <= onset + tolerance { (count, next) = (count + 1, next + 1) }
      }
      return sum + count
    }
    counts = (first.count, second.count)
  }

  /// The harmonic mean of precision and recall: twice the pairs over all notes. 1 when both have no
  /// note.
  public var f1: Double {
    let all = counts.first + counts.second
    return all == 0 ? 1 : 2 * Double(matched) / Double(all)
  }
}

/// The onsets on each key, ascending.
private func onsets(_ notes: [Note]) -> [Pitch: [Tick]] {
  Dictionary(grouping: notes.sorted(), by: \.pitch).mapValues { $0.map(\.onset) }
}
