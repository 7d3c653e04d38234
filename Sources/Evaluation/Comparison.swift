// What the fillings of some holes are like beside the true music.

import Metrics

/// What somebody's fillings of holes of one kind are like beside the true music.
public struct Comparison: Codable, Sendable {
  /// One measure over all holes that have it.
  public struct Row: Codable, Sendable {
    /// Mean over the true music, and over all takes.
    public let trueMean, takesMean: Double
    /// Mean distance of a take from the music it stands for, and of the nearest of a hole's takes.
    public let single, best: Double
    /// `single` over the standard deviation of the true music: distances of all measures in one
    /// unit.
    public let relative: Double
  }

  public let task: String
  public let filler: String
  public let holes: Int
  public let takes: Int
  /// By measure.
  public let rows: [String: Row]
  /// One-to-one F1 of onset and key: mean of all takes, and of the best of 1, 2, 4... of a hole.
  public let f1: Double
  public let bestF1: [Int: Double]
  /// One minus the mean F1 of two takes of a hole; nil where there is one.
  public let diversity: Double?
  /// Shares of takes, 1 where all do.
  public let keepsSeams, hasItsBars: Double
  /// The largest share of a take's runs that one training piece has, and of the true music's, which
  /// stands in no training piece: mean, and what nine in ten do not reach.
  public let nearest, nearestTrue: Nearest?

  public struct Nearest: Codable, Sendable {
    public let mean, ninth: Double

    init?(_ shares: [Double]) {
      guard !shares.isEmpty else { return nil }
      let sorted = shares.sorted()
      mean = shares.mean
      ninth = sorted[min(sorted.count - 1, sorted.count * 9 / 10)]
    }
  }

  /// The mean of all measures' relative distances.
  public var relative: Double { rows.values.map(\.relative).sorted().mean }

  init(
    task: String, filler: String, _ results: [(place: HeldOutHole, fillings: [Filling])],
    _ nearness: Nearness?
  ) {
    self.task = task
    self.filler = filler
    holes = results.count
    let all = results.flatMap(\.fillings)
    takes = all.count
    var rows: [String: Row] = [:]
    for measure in Measure.allCases {
      rows[measure.rawValue] = Row(measure, results)
    }
    self.rows = rows
    let matches = results.map { place, fillings in
      fillings.map { OnsetMatching($0.notes.notes, place.truth.notes).f1 }
    }
    f1 = matches.flatMap { $0 }.mean
    let most = matches.map(\.count).max() ?? 0
    bestF1 = Dictionary(
      uniqueKeysWithValues: [1, 2, 4, 8, 16].filter { $0 <= most }.map { count in
        (count, matches.compactMap { $0.prefix(count).max() }.mean)
      })
    let pairs = results.flatMap { _, fillings in
      fillings.indices.flatMap { first in
        fillings[..<first].map { 1 - OnsetMatching($0.notes.notes, fillings[first].notes.notes).f1 }
      }
    }
    diversity = pairs.isEmpty ? nil : pairs.mean
    keepsSeams = all.map { $0.keepsSeams ? 1 : 0 }.mean
    hasItsBars = all.map { $0.hasItsBars ? 1 : 0 }.mean
    nearest = nearness.flatMap { near in Nearest(all.compactMap { near.nearest($0.notes) }) }
    nearestTrue = nearness.flatMap { near in
      Nearest(results.compactMap { near.nearest($0.place.truth) })
    }
  }
}

extension Comparison.Row {
  /// nil where no hole has the measure.
  fileprivate init?(_ measure: Measure, _ results: [(place: HeldOutHole, fillings: [Filling])]) {
    let truths = results.compactMap { measure.value($0.place.truth) }
    let distances = results.map { place, fillings in
      fillings.compactMap { measure.distance($0.notes, place.truth) }
    }.filter { !$0.isEmpty }
    guard !truths.isEmpty, !distances.isEmpty else { return nil }
    trueMean = truths.mean
    takesMean = results.flatMap { $0.fillings.compactMap { measure.value($0.notes) } }.mean
    single = distances.flatMap { $0 }.mean
    best = distances.compactMap { $0.min() }.mean
    let mean = truths.mean
    let deviation = truths.map { ($0 - mean) * ($0 - mean) }.mean.squareRoot()
    relative = deviation > 0 ? single / deviation : 0
  }
}

extension [Double] {
  var mean: Double { isEmpty ? 0 : reduce(0, +) / Double(count) }
}
