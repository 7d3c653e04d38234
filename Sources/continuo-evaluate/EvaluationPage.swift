// An evaluation as a page with pictures, and as files.

import Corpus
import Evaluation
import Foundation
import Music
import Rendering

/// An evaluation as a page with pictures, for a browser and without a network, and as files.
struct EvaluationPage {
  let evaluation: EvaluationReport
  /// Bits a note of validation by Markov models of each order, from 0 on.
  let markovOrders: [Double]
  /// What the bits are for.
  let predicted: [(task: String, examples: [Example])]
  /// To be looked at.
  let examples: [(place: HeldOutHole, fillings: [Filling])]

  /// All files, or none: they are written into a folder beside, which then gets its name.
  func write(to folder: URL) throws {
    let partial = folder.deletingLastPathComponent().appending(
      path: ".\(folder.lastPathComponent).\(UUID().uuidString)", directoryHint: .isDirectory)
    defer { try? FileManager.default.removeItem(at: partial) }
    try FileManager.default.createDirectory(at: partial, withIntermediateDirectories: true)
    let files: [(name: String, data: Data)] = [
      ("evaluation.json", try evaluation.json), ("evaluation.html", Data(html.utf8)),
      ("evaluation.md", Data(markdown.utf8)), ("evaluation-bits.svg", Data(bits.svg().utf8)),
      ("evaluation-f1.svg", Data(f1.svg().utf8)), ("examples.jsonl", try examplesAsLines()),
    ]
    for (name, data) in files { try data.write(to: partial.appending(path: name)) }
    try FileManager.default.moveItem(at: partial, to: folder)
  }

  /// An object a line: the task, the tokens, and the first of them that is predicted.
  private func examplesAsLines() throws -> Data {
    struct Line: Encodable {
      let task: String
      let tokens: [Int]
      let start: Int
    }
    let lines = predicted.flatMap { task, examples in
      examples.map { Line(task: task, tokens: $0.tokens.map { Int($0.id) }, start: $0.start) }
    }
    return Data(try lines.map { try JSONEncoder().encode($0) + [0x0A] }.joined())
  }

  /// The tables alone.
  var markdown: String {
    evaluation.tables.map { "### \($0.title)\n\n\($0.markdown)\n" }.joined(separator: "\n")
      + "\nMarkov models by their order, bits a note of validation: "
      + markovOrders.enumerated().map { "\($0): " + String(format: "%.2f", $1) }
      .joined(separator: ", ") + "\n"
  }

  /// Bits a note over the length of a hole.
  private var bits: LineChart {
    func line(_ model: String, _ sees: Bool) -> [(x: Double, y: Double)] {
      [1, 2, 4, 8].compactMap { bars in
        let task = HoleTask(bars: bars, seesAfter: sees).name
        return evaluation.expectations.first { $0.task == task && $0.model == model }
          .map { (Double(bars), $0.bitsPerNote) }
      }
    }
    let alone = "\(evaluation.model), alone"
    let other =
      evaluation.expectations.first { ![evaluation.model, alone].contains($0.model) }?.model ?? ""
    return LineChart(
      title: "Bits a note", xUnit: "bars filled", yUnit: "bits a note, \(evaluation.split)",
      lines: [
        .init(name: "both sides", points: line(evaluation.model, true), isDotted: true),
        .init(name: "before only", points: line(evaluation.model, false), isDotted: true),
        .init(name: "both, the model alone", points: line(alone, true), isDotted: true),
        .init(name: "Markov", points: line(other, true), isDotted: true),
      ])
  }

  /// F1 over the length of a hole.
  private var f1: LineChart {
    func line(_ filler: String, _ value: (Comparison) -> Double?) -> [(x: Double, y: Double)] {
      [1, 2, 4, 8].compactMap { bars in
        let task = HoleTask(bars: bars, seesAfter: true).name
        return evaluation.comparisons.first { $0.task == task && $0.filler == filler }
          .flatMap(value).map { (Double(bars), $0) }
      }
    }
    return LineChart(
      title: "Notes as the composer wrote them", xUnit: "bars filled, both sides",
      yUnit: "F1 of onset and key",
      lines: [
        .init(name: "a take", points: line(evaluation.model) { $0.f1 }, isDotted: true),
        .init(name: "best of 8", points: line(evaluation.model) { $0.bestF1[8] }, isDotted: true),
        .init(name: "repeat", points: line(Repeater().name) { $0.f1 }, isDotted: true),
      ])
  }

  private var rolls: String {
    examples.map { place, fillings -> String in
      var takes: [(label: String, notes: [Note])] = [("the composer", place.truth.notes)]
      for (number, filling) in fillings.enumerated() {
        takes.append(("take \(number + 1)", filling.notes.notes))
      }
      let roll = PianoRoll(
        prompt: place.prompt,
        takes: takes.map { label, notes in
          .init(
            label: label,
            score: Score(
              ticksPerQuarter: place.score.ticksPerQuarter, tracks: [Track(notes: notes)]))
        })
      return "<h2>\(escapedForXML(place.task.name))</h2>\n" + roll.svg()
    }.joined(separator: "\n")
  }

  private var html: String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <meta name="color-scheme" content="light dark">
    <title>\(escapedForXML(evaluation.model))</title>
    <style>
    body{font:14px system-ui,sans-serif;max-width:1120px;margin:2em auto;padding:0 1em}
    table{border-collapse:collapse}
    th,td{padding:2px 10px;text-align:left;border-bottom:1px solid #8884}
    svg{max-width:100%;height:auto}
    </style>
    </head>
    <body>
    <h1>\(escapedForXML(evaluation.model)), \(evaluation.split)</h1>
    <p>\(evaluation.takesPerHole) takes of each hole, \(escapedForXML(evaluation.sampling)), \
    seed \(evaluation.seed), weights \(evaluation.modelFingerprint).</p>
    \(bits.svg())\(f1.svg())
    \(evaluation.tables.map(Self.html).joined())
    \(rolls)
    </body>
    </html>

    """
  }

  private static func html(_ table: Table) -> String {
    func row(_ cells: [String], _ tag: String) -> String {
      "<tr>" + cells.map { "<\(tag)>\(escapedForXML($0))</\(tag)>" }.joined() + "</tr>\n"
    }
    return "<h2>\(escapedForXML(table.title))</h2>\n<table>\n" + row(table.columns, "th")
      + table.rows.map { row($0.map(\.text), "td") }.joined() + "</table>\n"
  }
}
