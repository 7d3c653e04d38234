// Which pieces are mostly the same.

import Foundation

/// Pairs of pieces that are mostly the same, found without comparing every piece with every other.
///
/// Places of the sketches are taken in bands; pieces that agree in all places of some band are
/// compared (Leskovec, Rajaraman and Ullman 2014, chapter 3). How often pairs are missed or wrongly
/// found stands in Documentation/dataset.md.
struct NearDuplicates {
  private let sorted: ExternalSort

  /// Of pieces that agree in a band, each is compared with so many before it.
  private static let mostComparisons = 16

  static let leastTop = 0.7
  static let leastWhole = 0.5

  /// - Parameter isCompared: Whether a place in the table is.
  init(_ table: PieceTable, where isCompared: (Int) -> Bool) throws(DatasetError) {
    let sorted = try ExternalSort(table.folder.appending(path: "pairs"))
    self.sorted = sorted
    try table.sketches.finish()
    var band: UInt64?
    /// Those that agree with the next in this band, the last at the end.
    var recent: [Int] = []
    try table.bands.forEachPlace { part, key, place throws(DatasetError) in
      guard isCompared(place) else { return }
      if key != band {
        band = key
        recent.removeAll(keepingCapacity: true)
      }
      let least = part == .top ? Self.leastTop : Self.leastWhole
      for other in recent where table.sketches.likeness(part, place, other) >= least {
        try sorted.add(key: UInt64(other), value: UInt64(place))
      }
      if recent.count == Self.mostComparisons { recent.removeFirst() }
      recent.append(place)
    }
  }

  /// Gives each pair of places in the table once, the lower first.
  func forEachPair(
    _ body: (_ a: Int, _ b: Int) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    var last: ExternalSort.Entry?
    try sorted.forEachEntry { entry throws(DatasetError) in
      if entry != last { try body(Int(entry.key), Int(entry.value)) }
      last = entry
    }
  }
}
