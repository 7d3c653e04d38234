// How much of a take stands in the music that its model was trained on.

import Music

/// How many notes of a take stand in passages of the music that its model was trained on.
public struct Originality: Hashable, Sendable {
  public let notes: Int
  /// Of these, in passages that are found.
  public let found: Int

  public var share: Double { Double(found) / Double(max(1, notes)) }
}

extension PassageIndex {
  /// Looks for the passages of a take, hand by hand, in what stands around it.
  ///
  /// A passage counts when at least half of its notes are new; what of it was given is not the
  /// take's.
  public func originality(of take: Take, in given: GivenMusic) -> Originality {
    var found = 0
    for hand in Hand.allCases {
      let (new, old) = (take.hands[hand], given.hands[hand])
      let isFound = notesFound(new + old, ticksPerQuarter: given.score.ticksPerQuarter) { places in
        2 * places.count { $0 < new.count } >= places.count
      }
      found += isFound.prefix(new.count).count { $0 }
    }
    return Originality(notes: take.noteCount, found: found)
  }
}
