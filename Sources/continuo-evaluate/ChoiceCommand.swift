// Measures whether the takes that are shown are better than those that are drawn.

import ArgumentParser
import Completion
import Foundation
import Music
import Rendering

struct ChoiceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "choice",
    abstract: "Compares takes that are shown with takes at random, by the music that was there.")

  @OptionGroup var music: HiddenMusicOptions

  @Option(help: "How many holes are filled, each in another piece.")
  var holes = 100

  @Option(help: "How many takes are drawn for each.")
  var candidates = CompletionOptions.usualCandidates

  @Option(help: "How many of them are shown.")
  var shown = 4

  func validate() throws {
    guard holes > 0, 2...candidates ~= shown else {
      throw ValidationError("There must be holes, and at least two takes shown of those drawn.")
    }
  }

  func run() throws {
    var opened = try music.open()
    let (model, cells) = (opened.model, opened.cells)
    var results: [HiddenMusic.Kind: [ChoiceResult]] = [:]
    for score in opened.scores {
      let count = results.values.reduce(0) { $0 + $1.count }
      if count == holes { break }
      let kind = HiddenMusic.Kind.allCases[count % HiddenMusic.Kind.allCases.count]
      guard let hidden = HiddenMusic(score, kind, &opened.random) else { continue }
      report("hole \(count + 1) of \(holes)")
      var options = CompletionOptions()
      (options.takes, options.candidates, options.seed) = (shown, candidates, UInt64(count))
      let suggestions = try complete(hidden.score, hidden.hole, options, model: model, cells: cells)
      results[kind, default: []].append(
        ChoiceResult(suggestions, drawing: candidates, truth: hidden.truth))
    }
    try print(table(results), asJSON: music.json)
  }

  private func table(_ results: [HiddenMusic.Kind: [ChoiceResult]]) -> Table {
    var table = Table(
      "\(shown) takes shown of \(candidates) drawn",
      columns: ["hole", "holes", "what", "drawn", "shown", "gain", "error of it"])
    let kinds = HiddenMusic.Kind.allCases.filter { results[$0] != nil }
    let rows = kinds.map { ($0.rawValue, results[$0] ?? []) }
    for (name, results) in rows + [("all", kinds.flatMap { results[$0] ?? [] })] {
      for (what, values) in ChoiceResult.comparisons {
        let pairs = results.map(values)
        let gains = pairs.map { $0.shown - $0.drawn }
        table.add(
          .text(name), .count(results.count), .text(what),
          .number(mean(pairs.map(\.drawn)), digits: 3),
          .number(mean(pairs.map(\.shown)), digits: 3),
          .text(String(format: "%+.3f", mean(gains))), .number(standardError(gains), digits: 3))
      }
    }
    return table
  }
}

private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

/// Of the mean.
private func standardError(_ values: [Double]) -> Double {
  let mean = mean(values)
  let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  return (squares / Double(max(1, values.count - 1)) / Double(values.count)).squareRoot()
}
