// Which pieces are mostly the same.

import Music

/// Pairs of pieces that are mostly the same, found without comparing every piece with every other.
///
/// Locality-sensitive hashing: a *band* is some values of a sketch that follow each other, and only
/// pieces that agree in all values of some band are compared (Leskovec, Rajaraman and Ullman 2014,
/// chapter 3). How often pairs are missed or wrongly found stands in Documentation/dataset.md.
/// Sorts n pieces once for each band.
struct NearDuplicates {
  /// Indices of pieces, the lower first; in ascending order, each pair once.
  let pairs: [(first: Int, second: Int)]

  /// Values in a band.
  private static let bandSize = 3
  /// Sets with fewer elements say too little.
  private static let leastElements = 24
  /// Of pieces that agree in a band, each is compared with so many before it.
  private static let mostComparisons = 16

  static let leastTop = 0.7
  static let leastWhole = 0.5

  /// - Parameter indices: Of the pieces that are compared, ascending.
  init(_ likenesses: [Likeness], among indices: [Int]) {
    var pairs: [(first: Int, second: Int)] = []
    for (sketch, least) in [(\Likeness.top, Self.leastTop), (\.whole, Self.leastWhole)] {
      let telling = indices.filter { likenesses[$0][keyPath: sketch].count >= Self.leastElements }
      for start in stride(from: 0, through: MinHash.places - Self.bandSize, by: Self.bandSize) {
        let band = start..<start + Self.bandSize
        var entries = telling.map { index in
          let values = likenesses[index][keyPath: sketch].values[band]
          return (key: values.reduce(UInt64(0)) { $0 << 16 | UInt64($1) }, index: index)
        }
        entries.sort { ($0.key, $0.index) < ($1.key, $1.index) }
        for run in entries.runs(within: 0, by: \.key) {
          for place in run {
            let index = entries[place].index
            for other in entries[max(run.lowerBound, place - Self.mostComparisons)..<place]
            where likenesses[index][keyPath: sketch]
              .similarity(to: likenesses[other.index][keyPath: sketch]) >= least
            {
              pairs.append((other.index, index))
            }
          }
        }
      }
    }
    pairs.sort(by: <)
    let runs = pairs.runs(within: 0) { $0.first << 32 | $0.second }
    self.pairs = runs.map { pairs[$0.lowerBound] }
  }
}
