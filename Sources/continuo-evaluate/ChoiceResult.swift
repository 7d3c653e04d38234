// How near drawn and shown takes of one hole come to the music that was there.

import Completion
import Metrics
import Music

/// How near drawn and shown takes of one hole come to the music that was there.
struct ChoiceResult {
  typealias Pair = (drawn: Double, shown: Double)

  private struct Quality {
    let likeness: Double
    let distance: Double
    let notes: [Note]
  }

  private let drawn: [Quality]
  private let shown: [Quality]

  /// - Parameters:
  ///   - suggestions: Of the hole; they are drawn here.
  ///   - count: How many candidates were asked for; bolder ones come after them.
  init(_ suggestions: Suggestions, drawing count: Int, truth: [Note]) {
    let shares = PitchClassShares(truth)
    func quality(_ take: Take) -> Quality {
      let notes = take.tracks.flatMap(\.notes)
      return Quality(
        likeness: OnsetMatching(notes, truth).f1,
        distance: PitchClassShares(notes).distance(to: shares) ?? 1, notes: notes)
    }
    var (drawn, shown): ([Take], [Take]) = ([], [])
    for event in suggestions {
      switch event {
      case .candidate(let take) where take.number <= count: drawn.append(take)
      case .take(let take): shown.append(take)
      default: break
      }
    }
    self.drawn = drawn.map(quality)
    self.shown = shown.map(quality)
  }

  /// What is compared, each as a mean over the drawn takes, or over all sets of them that are as
  /// many as are shown, with what is shown.
  static let comparisons: [(String, @Sendable (ChoiceResult) -> Pair)] = [
    ("F1, first", { ($0.drawn.mean(\.likeness), $0.shown[0].likeness) }),
    ("F1, mean", { ($0.drawn.mean(\.likeness), $0.shown.mean(\.likeness)) }),
    (
      "F1, best",
      {
        (
          expectedMaximum($0.drawn.map(\.likeness), of: $0.shown.count),
          $0.shown.map(\.likeness).max() ?? 0
        )
      }
    ),
    ("pitch classes, first", { ($0.drawn.mean(\.distance), $0.shown[0].distance) }),
    ("pitch classes, mean", { ($0.drawn.mean(\.distance), $0.shown.mean(\.distance)) }),
    ("likeness of two", { (meanLikeness($0.drawn), meanLikeness($0.shown)) }),
  ]

  private static func meanLikeness(_ takes: [Quality]) -> Double {
    var (sum, count) = (0.0, 0)
    for a in takes.indices {
      for b in takes[..<a].indices {
        sum += OnsetMatching(takes[a].notes, takes[b].notes).f1
        count += 1
      }
    }
    return sum / Double(max(1, count))
  }
}

extension Array {
  fileprivate func mean(_ value: (Element) -> Double) -> Double {
    reduce(0) { $0 + value($1) } / Double(count)
  }
}

/// The mean of the greatest value over all sets of `size` of the values.
private func expectedMaximum(_ values: [Double], of size: Int) -> Double {
  // The value at place i, ascending, is the greatest of C(i, size - 1) sets.
  var (sum, total) = (0.0, 0.0)
  for (place, value) in values.sorted().enumerated() where place >= size - 1 {
    let sets = (0..<size - 1).reduce(1.0) { $0 * Double(place - $1) / Double($1 + 1) }
    sum += sets * value
    total += sets
  }
  return sum / total
}
