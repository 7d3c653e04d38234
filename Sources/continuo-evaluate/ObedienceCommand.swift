// Measures whether takes do what they are asked to.

import ArgumentParser
import Completion
import Foundation
import Music
import Rendering

struct ObedienceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "obedience",
    abstract: "Counts how many takes keep to each control, beside takes that were not asked to.")

  @OptionGroup var music: HiddenMusicOptions

  @Option(help: "How many holes are filled, each of two bars in another piece.")
  var holes = 28

  @Option(help: "How many takes are drawn for each.")
  var takes = 8

  @Option(
    parsing: .upToNextOption,
    help: "Only the controls whose names have one of these in them, such as grid dynamics.")
  var only: [String] = []

  @Flag(help: "Divides pieces that are not on two staves between two hands, pop songs for example.")
  var divide = false

  @Flag(help: "Says on standard error in which piece how many takes broke a control.")
  var broken = false

  func validate() throws {
    guard !asked.isEmpty else {
      throw ValidationError(
        "None of the controls is called so: " + Obedience.all.map(\.name).joined(separator: ", "))
    }
    guard holes > 0, CompletionOptions.possibleTakes.contains(takes) else {
      throw ValidationError("There must be holes and takes.")
    }
  }

  func run() throws {
    var opened = try music.open()
    let (model, cells) = (opened.model, opened.cells)
    var hidden: [HiddenMusic] = []
    for score in opened.scores where hidden.count < holes {
      let score = divide ? score.onTwoStaves : score
      if let piece = HiddenMusic(score, .short, &opened.random) { hidden.append(piece) }
    }
    guard !hidden.isEmpty else { throw UserError("there is no piece on two staves; name others") }
    func draw(
      _ hidden: HiddenMusic, _ index: Int, _ ask: (inout CompletionOptions, Score) -> Void
    ) throws(CompletionError) -> [ObedientMusic] {
      var options = CompletionOptions()
      (options.takes, options.candidates, options.seed) = (takes, takes, UInt64(index))
      ask(&options, hidden.score)
      let candidates = try complete(
        hidden.score, hidden.hole, options, model: model, cells: cells
      ).candidates
      let bars = candidates.bars.map(\.bar)
      return candidates.takes().map {
        ObedientMusic($0, in: candidates.given, bars: bars, replaced: hidden.truth)
      }
    }
    let free = try hidden.enumerated().map { try draw($1, $0) { _, _ in } }
    var table = Table(
      "takes that keep to what they are asked for, of 100",
      columns: [
        "asked for", "takes", "counted", "of them unasked", "asked", "whole takes unasked",
        "whole takes asked", "notes a bar unasked", "notes a bar asked",
      ])
    for obedience in self.asked {
      report(obedience.name)
      var (asked, unasked): ([ObedientMusic], [ObedientMusic]) = ([], [])
      for (index, piece) in hidden.enumerated() {
        // Where nothing is on the keys that are to be kept, nothing can be asked.
        guard obedience.isPossible(piece) else { continue }
        let drawn = try draw(piece, index, obedience.ask)
        asked += drawn
        let count = drawn.count { obedience.kept($0).contains(false) }
        if broken && count > 0 { report("  piece \(index): \(count) of \(drawn.count) takes") }
        unasked += free[index]
      }
      let (without, with) = (unasked.map(obedience.kept), asked.map(obedience.kept))
      table.add(
        .text(obedience.name), .count(asked.count), .text(obedience.unit),
        .number(percent(without.joined()), digits: 1), .number(percent(with.joined()), digits: 1),
        .number(percent(without.map { $0.allSatisfy(\.self) }), digits: 1),
        .number(percent(with.map { $0.allSatisfy(\.self) }), digits: 1),
        .number(density(unasked), digits: 1), .number(density(asked), digits: 1))
    }
    try print(table, asJSON: music.json)
  }

  private var asked: [Obedience] {
    Obedience.all.filter { obedience in
      only.isEmpty || only.contains { obedience.name.contains($0) }
    }
  }

  private func percent(_ kept: some Sequence<Bool>) -> Double {
    let (kept, all) = kept.reduce(into: (0, 0)) { counts, isKept in
      counts = (counts.0 + (isKept ? 1 : 0), counts.1 + 1)
    }
    return 100 * Double(kept) / Double(max(1, all))
  }

  private func density(_ music: [ObedientMusic]) -> Double {
    let bars = music.reduce(0) { $0 + $1.bars.count }
    return Double(music.reduce(0) { $0 + $1.notes.count }) / Double(max(1, bars))
  }
}
