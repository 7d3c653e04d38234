// How far the piece's own past is relied upon.

/// How far the piece's own past is relied upon: the share of the distribution that it gets in each
/// situation.
public struct RecallShares: Sendable {
  /// By kind of the last token, then by length of the agreement; 0...1.
  public let shares: [[Double]]

  /// As fitted to the base model by `continuo-evaluate recall`, in hundredths.
  public static let usual = RecallShares {
    Double(hundredths[$0.after.rawValue][$0.length]) / 100
  }

  public init(_ share: (Recall.Situation) -> Double) {
    shares = Recall.After.allCases.map { after in
      Recall.lengths.indices.map { share(Recall.Situation(length: $0, after: after)) }
    }
  }

  /// - Parameter odds: Times the fitted ones: 1 is usual, 0 relies on nothing.
  public func share(_ situation: Recall.Situation, odds: Double = 1) -> Double {
    let share = shares[situation.after.rawValue][situation.length]
    return odds * share / (1 - share + odds * share)
  }

  private static let hundredths: [[Int]] = [
    [5, 2, 7, 5, 17, 4, 21, 15, 31, 41],  // after the frame
    [0, 5, 9, 15, 20, 46, 53, 60, 75, 81],  // a pitch
    [4, 1, 5, 26, 30, 24, 53, 20, 15, 68],  // a velocity
    [0, 0, 0, 2, 6, 23, 50, 53, 60, 76],  // a duration
    [1, 3, 1, 10, 18, 30, 49, 59, 67, 81],  // a position
    [5, 17, 3, 8, 13, 21, 14, 43, 15, 59],  // the beginning of a hand
  ]
}
