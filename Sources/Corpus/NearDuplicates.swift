// Which pieces are mostly the same.

/// Pairs of pieces that are mostly the same, found without comparing every piece with every other.
///
/// Places of the sketches are taken in bands; pieces that agree in all places of some band are
/// compared (Leskovec, Rajaraman and Ullman 2014, chapter 3). How often pairs are missed or wrongly
/// found stands in Documentation/dataset.md.
struct NearDuplicates {
  private(set) var pairs: Set<Pair> = []

  /// Two places in the table, the lower first.
  struct Pair: Hashable {
    let a: UInt32
    let b: UInt32
  }

  private static let bandSize = 3
  /// Of pieces that agree in a band, each is compared with so many before it.
  private static let mostComparisons = 16

  static let leastTop = 0.7
  static let leastWhole = 0.5
  /// Sets with fewer elements say too little.
  private static let leastElements: UInt32 = 24

  /// - Parameter places: Those in the table to compare.
  init(_ table: PieceTable, among places: [Int]) {
    find(table.top, places, least: Self.leastTop)
    find(table.whole, places, least: Self.leastWhole)
  }

  private mutating func find(_ sketches: PieceTable.Sketches, _ places: [Int], least: Double) {
    let places = places.filter { sketches.counts[$0] >= Self.leastElements }
    for band in 0..<MinHash.places / Self.bandSize {
      let keyed = places.map { (key: Self.key(sketches, $0, band), place: $0) }
        .sorted { ($0.key, $0.place) < ($1.key, $1.place) }
      for (index, (key, place)) in keyed.enumerated() {
        for other in keyed[max(0, index - Self.mostComparisons)..<index] where other.key == key {
          if sketches.likeness(place, other.place) >= least {
            pairs.insert(Pair(a: UInt32(other.place), b: UInt32(place)))
          }
        }
      }
    }
  }

  private static func key(_ sketches: PieceTable.Sketches, _ place: Int, _ band: Int) -> UInt64 {
    let start = place * MinHash.places + band * bandSize
    return sketches.values[start..<start + bandSize].reduce(0) { $0 << 16 | UInt64($1) }
  }
}
