// Whether a quantity differs between two kinds of the same token within the same piece.

import Foundation
import Tokens

/// How far vectors of one kind of token exceed those of another, where both kinds are of the same
/// token in the same piece, so that neither what a token says nor who composed it tells them apart.
public struct PairedMeans {
  /// For each piece: how far the first kind exceeds the second.
  private var differences: [[Double]] = []
  /// Sums of both kinds over all pairs, and their weight.
  private var sums: (first: [Double], second: [Double], weight: Double)
  private let count: Int

  init(count: Int) {
    self.count = count
    sums = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count), 0)
  }

  /// Adds a piece.
  ///
  /// - Parameters:
  ///   - tokens: The piece.
  ///   - isFirst: Of which kind each token is; nil where it is of neither.
  ///   - values: A vector of `count` for each token, one after the other.
  mutating func add(_ tokens: [Token], _ isFirst: [Bool?], _ values: [Float]) {
    struct Group {
      var sum: [Double]
      var count = 0.0
    }
    var groups: [Token: [Group]] = [:]
    for (index, kind) in isFirst.enumerated() {
      guard let kind else { continue }
      let empty = Group(sum: [Double](repeating: 0, count: count))
      let side = kind ? 0 : 1
      groups[tokens[index], default: [empty, empty]][side].count += 1
      for place in 0..<count {
        groups[tokens[index]]![side].sum[place] += Double(values[index * count + place])
      }
    }
    var difference = [Double](repeating: 0, count: count)
    var weight = 0.0
    for (_, pair) in groups.sorted(by: { $0.key < $1.key }) {
      let smaller = min(pair[0].count, pair[1].count)
      guard smaller > 0 else { continue }
      weight += smaller
      for place in 0..<count {
        let (a, b) = (pair[0].sum[place] / pair[0].count, pair[1].sum[place] / pair[1].count)
        difference[place] += smaller * (a - b)
        sums.first[place] += smaller * a
        sums.second[place] += smaller * b
      }
    }
    guard weight > 0 else { return }
    sums.weight += weight
    differences.append(difference.map { $0 / weight })
  }

  public var pieces: Int { differences.count }
  /// Of the first kind and of the second, over all pairs.
  public var first: [Double] { sums.first.map { $0 / sums.weight } }
  public var second: [Double] { sums.second.map { $0 / sums.weight } }

  /// Mean over the pieces of a weighted sum of the difference, and its standard error.
  ///
  /// - Precondition: There are at least two pieces.
  public func difference(_ weights: [Double]) -> (mean: Double, error: Double) {
    precondition(pieces > 1, "\(pieces) pieces")
    let each = differences.map { zip($0, weights).reduce(0) { $0 + $1.0 * $1.1 } }
    let mean = each.reduce(0, +) / Double(pieces)
    let variance = each.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(pieces - 1)
    return (mean, sqrt(variance / Double(pieces)))
  }
}
