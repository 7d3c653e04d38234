// How much of a take stands in the music that its model was trained on.

import Music

/// Which notes of a take stand in passages of the music that its model was trained on.
public struct Originality: Hashable, Sendable {
  /// Note by note of a hand, in the order of `Take.hands`: whether it stands in a passage that is
  /// found.
  public let isFound: [Hand: [Bool]]

  /// How many notes the take has.
  public var notes: Int { isFound.values.reduce(0) { $0 + $1.count } }
  /// How many of them are in passages that are found.
  public var found: Int { isFound.values.reduce(0) { $0 + $1.count { $0 } } }
  /// 0...1.
  public var share: Double { Double(found) / Double(max(1, notes)) }
}

extension PassageIndex {
  /// Looks for the passages of a take, hand by hand, in what stands around it. It costs a hash for
  /// each note of the take and of the given music.
  ///
  /// A passage counts when at least half of its notes are new; what of it was given is not the
  /// take's.
  public func originality(of take: Take, in given: GivenMusic) -> Originality {
    var result: [Hand: [Bool]] = [:]
    for hand in Hand.allCases {
      let (new, old) = (take.hands[hand], given.hands[hand])
      let isFound = notesFound(new + old, ticksPerQuarter: given.score.ticksPerQuarter) { places in
        2 * places.count { $0 < new.count } >= places.count
      }
      result[hand] = Array(isFound.prefix(new.count))
    }
    return Originality(isFound: result)
  }
}
