// Compares ways of drawing takes by the true music.

import ArgumentParser
import Completion
import Corpus
import Evaluation
import Foundation
import Rendering

struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Draws takes with other temperatures and cuts, to choose defaults by.",
    discussion: """
      Four bars are filled, with both sides and with what stands before only. Printed is a table \
      in Markdown: distances of all measures in standard deviations of the true music, F1, and how \
      different the takes are from one another.

      Example:
        continuo-evaluate sweep --data runs/cells --holes 24
      """)

  @OptionGroup var music: EvaluatedMusic

  private static var settings: [SamplingOptions] {
    var settings: [SamplingOptions] = []
    for temperature in [0.85, 1, 1.15] {
      for topP in [nil, 0.98, 0.95, 0.9] { settings.append(setting(temperature, topP: topP)) }
    }
    for minP in [0.02, 0.05] { settings.append(setting(1, minP: minP)) }
    for similarity in [0, 0.5, 2, 4] {
      settings.append(setting(1, topP: 0.95, similarity: similarity))
    }
    return settings
  }

  private static func setting(
    _ temperature: Double, topP: Double? = nil, minP: Double? = nil, topK: Int? = nil,
    similarity: Double = 1
  ) -> SamplingOptions {
    var options = SamplingOptions()
    (options.temperature, options.topP) = (temperature, topP)
    (options.minP, options.topK, options.similarity) = (minP, topK, similarity)
    return options
  }

  func run() throws {
    let opened = try music.open()
    let evaluation = HoleEvaluation(
      opened.store, opened.cells, tasks: [true, false].map { HoleTask(bars: 4, seesAfter: $0) },
      holes: music.holes, takes: music.takes, seed: music.seed)
    var rows: [[String]] = []
    for (index, setting) in Self.settings.enumerated() {
      let filler = ModelFiller(
        opened.name, opened.model, opened.cells, sampling: setting, takes: music.fillings)
      let results = try evaluation.comparisons(filler, nil) {
        report("setting \(index + 1) of \(Self.settings.count)", $0)
      }
      func mean(_ value: (Comparison) -> Double) -> Double {
        results.map(value).reduce(0, +) / Double(results.count)
      }
      func bias(_ measure: String) -> Double {
        mean { $0.rows[measure].map { $0.takesMean - $0.trueMean } ?? 0 }
      }
      let values = [
        mean { $0.relative }, mean { $0.f1 }, mean { $0.bestF1[2] ?? 0 },
        mean { $0.bestF1[4] ?? 0 }, mean { $0.bestF1[8] ?? 0 }, mean { $0.diversity ?? 0 },
        bias("pitchClassEntropy"), bias("density"), bias("repetition"),
      ]
      rows.append([setting.title] + values.map { String(format: "%.3f", $0) })
    }
    let table = Table(
      columns: [
        "drawn with", "distance", "F1 of a take", "best of 2", "of 4", "of 8", "diversity",
        "entropy too high by", "notes a bar", "repetition",
      ], rows: rows)
    print(table.markdown)
  }
}
