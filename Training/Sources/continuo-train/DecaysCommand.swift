// Whether a model's decay follows pedal and articulation.

import ArgumentParser
import Checkpoint
import Corpus
import Foundation
import RWKVTraining
import Rendering

struct DecaysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decays",
    abstract: "How fast a model forgets at each kind of token, under pedal, at staccato notes.",
    discussion: """
      The rate is minus the logarithm of the decay, mean over a head's channels: with 0.1 a tenth of
      what the state holds is gone after a token. Notes under the pedal are compared with the same
      tokens of the same piece without it, legato notes (to their hand's next onset or beyond) with
      staccato ones (half of the way at most). The dataset must be in cells; RWKV-5 forgets as much
      with every token.

      EXAMPLES
        continuo-train decays runs/first/checkpoint.safetensors --data runs/cells
        continuo-train decays runs/first/checkpoint.safetensors --data runs/cells --plots pictures
      """)

  @Argument(help: "A checkpoint of continuo-train.")
  var checkpoint: String

  @Option(help: "The folder that 'continuo prepare' made.")
  var data: String

  @Option(help: "Tokens read at once.")
  var length = 1024

  @Option(
    help: "A folder for pictures of each layer's rates: kinds.svg, pedal.svg, articulation.svg.")
  var plots: String?

  mutating func validate() throws {
    guard length > 0 else { throw ValidationError("--length is at least 1") }
  }

  func run() throws {
    let file = try SafeTensors(contentsOf: URL(fileURLWithPath: checkpoint))
    let state = try RunState(from: file)
    guard state.configuration.generation != .five else {
      throw ValidationError("\(checkpoint) is RWKV-5, which forgets as much with every token")
    }
    let dataset = try Dataset(contentsOf: URL(fileURLWithPath: data))
    guard case .cells(let cells) = dataset.tokenizer else {
      throw ValidationError("\(data) is not in cells; 'continuo prepare' makes cells by default")
    }
    guard dataset.validation.pieceCount > 1 else {
      throw ValidationError("\(data): validation needs two pieces; prepare more music")
    }
    let model = Model(state.configuration, try Parameters(state.configuration, from: file))
    let progress = ProgressLine()
    let study = ForgettingStudy(model, dataset.validation, cells, length: length) {
      progress.show("reading: \(Int($0 * 100)) %")
    }
    progress.clear()
    print(study.report)
    guard let plots else { return }
    let folder = URL(fileURLWithPath: plots)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, chart) in study.charts {
      try WholeFile.write(to: folder.appendingPathComponent("\(name).svg")) {
        try $0.write(contentsOf: Data(chart.svg().utf8))
      }
    }
  }
}

extension ForgettingStudy {
  /// Tables for people, columns between tabs.
  var report: String {
    var lines = ["kind\ttokens\tnats a token\t" + layerNames]
    for (kind, sum) in zip(Self.kinds, sums) where sum.count > 0 {
      lines.append(row("\(kind)\t\(sum.count)", sum.rates.map { $0 / Double(sum.count) }))
    }
    for (names, pairs) in [
      (("pedal is down", "pedal is up"), pedal), (("legato", "staccato"), legato),
    ] where pairs.pieces > 1 {
      lines.append("")
      lines.append("the same tokens\tpieces\tnats a token\t" + layerNames)
      lines.append(row("\(names.0)\t\(pairs.pieces)", pairs.first))
      lines.append(row("\(names.1)\t\(pairs.pieces)", pairs.second))
      let each = (0..<layers).map { layer in
        let (mean, error) = pairs.difference(weights(ofLayers: layer..<layer + 1))
        return String(format: "%+.4f ± %.4f", mean, error)
      }
      let (mean, error) = pairs.difference(weights(ofLayers: 0..<layers))
      lines.append(
        String(format: "difference\t\(pairs.pieces)\t%+.4f ± %.4f\t", mean, error)
          + each.joined(separator: "\t"))
    }
    return lines.joined(separator: "\n")
  }

  /// The rates of each layer, with the names of their pictures.
  var charts: [(name: String, chart: LineChart)] {
    func chart(_ title: String, _ lines: [(name: String, rates: [Double])]) -> LineChart {
      LineChart(
        title: title, xUnit: "layer", yUnit: "nats a token",
        lines: lines.map { name, rates in
          .init(
            name: name,
            points: layerMeans(rates).enumerated().map { (Double($0 + 1), $1) }, isDotted: true)
        })
    }
    let kinds = ["bar", "position", "pitch"].compactMap { name -> (String, [Double])? in
      let sum = sums[Self.kinds.firstIndex(of: name)!]
      return sum.count > 0 ? (name, sum.rates.map { $0 / Double(sum.count) }) : nil
    }
    var charts = [("kinds", chart("Forgetting at kinds of tokens", kinds))]
    if pedal.pieces > 1 {
      let lines = [("pedal is down", pedal.first), ("pedal is up", pedal.second)]
      charts.append(("pedal", chart("Forgetting at the same notes", lines)))
    }
    if legato.pieces > 1 {
      let lines = [("legato", legato.first), ("staccato", legato.second)]
      charts.append(("articulation", chart("Forgetting at the same durations", lines)))
    }
    return charts
  }

  private var layerNames: String { (1...layers).map { "layer \($0)" }.joined(separator: "\t") }

  private func row(_ name: String, _ rates: [Double]) -> String {
    let each = layerMeans(rates)
    let all = each.reduce(0, +) / Double(layers)
    return ([name] + ([all] + each).map { String(format: "%.4f", $0) }).joined(separator: "\t")
  }

  private func weights(ofLayers range: Range<Int>) -> [Double] {
    (0..<layers * heads).map { range.contains($0 / heads) ? 1 / Double(range.count * heads) : 0 }
  }
}
