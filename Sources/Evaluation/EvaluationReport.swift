// All that an evaluation found, as JSON and as tables.

import Foundation
import Metrics
import Rendering

/// All that an evaluation found.
public struct EvaluationReport: Codable, Sendable {
  public var model: String
  public var modelFingerprint: String
  public var split: String
  public var seed: UInt64
  public var takesPerHole: Int
  public var sampling: String
  public var expectations: [Expectation]
  public var comparisons: [Comparison]

  public init(
    model: String, modelFingerprint: String, split: String, seed: UInt64, takesPerHole: Int,
    sampling: String, expectations: [Expectation], comparisons: [Comparison]
  ) {
    (self.model, self.modelFingerprint, self.split) = (model, modelFingerprint, split)
    (self.seed, self.takesPerHole, self.sampling) = (seed, takesPerHole, sampling)
    (self.expectations, self.comparisons) = (expectations, comparisons)
  }

  public var json: Data {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      encoder.keyEncodingStrategy = .convertToSnakeCase
      return try encoder.encode(self)
    }
  }

  /// Each with its title, columns and rows.
  public var tables: [Table] {
    [bitsTable, fillingTable, distanceTable]
  }

  private var bitsTable: Table {
    Table(
      "Bits for the true music",
      columns: ["filled", "by", "notes", "bits a note", "bits a bar", "bits a second"],
      rows: expectations.map {
        [
          $0.task, $0.model, "\($0.notes)", two($0.bitsPerNote), one($0.bitsPerBar),
          one($0.bitsPerSecond),
        ]
      })
  }

  private var fillingTable: Table {
    Table(
      "Takes beside the true music",
      columns: [
        "filled", "by", "takes", "F1 of a take", "of the best of 8", "diversity",
        "seams kept", "bars exact", "nearest training piece", "of the true music",
      ],
      rows: comparisons.map { row in
        [
          row.task, row.filler, "\(row.takes)", three(row.f1), row.bestF1[8].map(three) ?? "",
          row.diversity.map(two) ?? "", percent(row.keepsSeams), percent(row.hasItsBars),
          row.nearest.map { three($0.mean) } ?? "", row.nearestTrue.map { three($0.mean) } ?? "",
        ]
      })
  }

  private var distanceTable: Table {
    let fillers = comparisons.reduce(into: [String]()) { names, row in
      if !names.contains(row.filler) { names.append(row.filler) }
    }
    return Table(
      "Measures, over all kinds of holes",
      columns: ["measure", "by", "true", "takes", "distance of a take", "of the best of 8"],
      rows: Measure.allCases.flatMap { measure in
        fillers.map { filler in
          let rows = comparisons.filter { $0.filler == filler }
            .compactMap { $0.rows[measure.rawValue] }
          return [
            measure.name, filler, two(rows.map(\.trueMean).mean), two(rows.map(\.takesMean).mean),
            two(rows.map(\.single).mean), two(rows.map(\.best).mean),
          ]
        }
      })
  }
}

private func one(_ value: Double) -> String { String(format: "%.1f", value) }
private func two(_ value: Double) -> String { String(format: "%.2f", value) }
private func three(_ value: Double) -> String { String(format: "%.3f", value) }
private func percent(_ share: Double) -> String {
  share == 1 ? "100 %" : String(format: "%.2f %%", 100 * share)
}
