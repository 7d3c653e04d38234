// Fits how far a piece's own past is relied upon, and says what that gains.

import ArgumentParser
import Completion
import Corpus
import Evaluation
import Foundation
import Rendering

struct RecallCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recall",
    abstract: "How far a piece's own past is to be relied upon, and what that gains.",
    discussion: """
      The shares are fitted to validation, to whole pieces and to holes of all kinds, and tried on \
      test, beside those that are built in. The first table is what stands in \
      Sources/Completion/Drawing/RecallShares.swift.

      Example:
        continuo-evaluate recall --data runs/cells
      """)

  @OptionGroup var one: OneModel

  @Option(help: "The folder that 'continuo prepare' made, in cells.")
  var data: String

  @Option(help: "How many holes of each kind are forecast.")
  var holes = 48

  func run() throws {
    var music = EvaluatedMusic()
    (music.one, music.data, music.holes, music.takes, music.seed) = (one, data, holes, 1, 1)
    music.fillings = .drawn
    var fitted: RecallShares?
    var rows: [[String]] = []
    for split in [EvaluatedMusic.Part.validation, .test] {
      music.split = split
      let opened = try music.open()
      let tasks = opened.examples(holes: holes, seed: music.seed, tokens: 60_000)
      var all: [(task: String, forecasts: [Forecast], notes: Int)] = []
      for (task, examples) in tasks {
        let forecasts = opened.model.forecasts(examples, opened.cells) {
          report("\(split.rawValue), \(task)", $0)
        }
        let notes = Expectation(task: task, model: "", bits: 0, examples, opened.cells).notes
        all.append((task, forecasts, notes))
      }
      let shares = fitted ?? RecallShares(fitting: all.flatMap(\.forecasts))
      fitted = shares
      rows += all.map { task, forecasts, notes in
        func bits(_ bits: (Forecast) -> Double) -> String {
          String(format: "%.3f", forecasts.map(bits).reduce(0, +) / Double(notes))
        }
        return [
          split.rawValue, task, bits(\.bits), bits { $0.bits(shares) }, bits { $0.bits(.usual) },
        ]
      }
    }
    let shares = zip(Recall.After.allCases, fitted?.shares ?? []).map { after, shares in
      ["\(after)"] + shares.map { String(format: "%.0f", 100 * $0) }
    }
    let table = Table(
      "Shares, in hundredths",
      columns: ["after"] + Recall.lengths.map { "\($0)" }, rows: shares)
    let gains = Table(
      "Bits a note",
      columns: ["split", "filled", "model alone", "with the past, fitted", "as built in"],
      rows: rows)
    print("### \(table.title)\n\n\(table.markdown)\n\n### \(gains.title)\n\n\(gains.markdown)")
  }
}
