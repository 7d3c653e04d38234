// Gathers the passages of some music, and sees how many of them other music has.

import Metrics
import Music

/// Gathers the passages of some music, and sees how many of them other music has.
public struct PassageCollection: Sendable {
  public let length: Int
  private var hashes: Set<UInt64> = []

  /// - Parameter length: Notes of a passage.
  public init(length: Int) {
    precondition(length > 1, "passages of \(length) notes")
    self.length = length
  }

  public var count: Int { hashes.count }

  public mutating func add(_ notes: [Note], ticksPerQuarter: Int) {
    for (_, hash) in Phrases(notes, ticksPerQuarter: ticksPerQuarter).passages(length) {
      hashes.insert(hash)
    }
  }

  /// The index of all passages, with the share of the notes of other music that it finds; and the
  /// share of passages that it finds by chance among those of other music that are not there.
  ///
  /// - Parameter other: Parts of single hands that the passages were not gathered from.
  public func index(
    comparedWith other: some Sequence<(notes: [Note], ticksPerQuarter: Int)>
  ) -> (index: PassageIndex, byChance: Double) {
    let index = PassageIndex(length: length, hashes)
    var (notes, found, absent, byChance) = (0, 0, 0, 0)
    for part in other {
      notes += part.notes.count
      found += index.notesFound(part.notes, ticksPerQuarter: part.ticksPerQuarter).count { $0 }
      let phrases = Phrases(part.notes, ticksPerQuarter: part.ticksPerQuarter)
      for (_, hash) in phrases.passages(length) where !hashes.contains(hash) {
        absent += 1
        if index.contains(hash) { byChance += 1 }
      }
    }
    return (
      index.with(shareElsewhere: Double(found) / Double(max(1, notes))),
      Double(byChance) / Double(max(1, absent))
    )
  }
}
