// How many moments of two lists are the same.

/// Moments that were found beside those that are marked, in seconds, ascending: the measure of
/// beat trackers (Dixon 2007).
public struct TimeMatching: Sendable {
  /// Twice the moments found within `tolerance` of one that is marked, each matched once, over all
  /// found and all marked, from 0 to 1. Only what is found from the first marked moment to the
  /// last, and a tenth of a second around, counts.
  public let f1: Double

  static let tolerance = 0.07

  public init(_ found: [Double], _ marked: [Double]) {
    guard let first = marked.first, let last = marked.last else {
      f1 = 0
      return
    }
    let found = found.filter { $0 >= first - 0.1 && $0 <= last + 0.1 }
    var (hits, i, j) = (0, 0, 0)
    while i < found.count, j < marked.count {
      if abs(found[i] - marked[j]) <= TimeMatching.tolerance {
        (hits, i, j) = (hits + 1, i + 1, j + 1)
      } else if found[i] < marked[j] {
        i += 1
      } else {
        j += 1
      }
    }
    f1 = 2 * Double(hits) / Double(found.count + marked.count)
  }
}
