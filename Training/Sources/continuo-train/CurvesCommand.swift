// Losses and speed of runs as a picture.

import ArgumentParser
import Checkpoint
import Foundation
import RWKVTraining
import Rendering

struct CurvesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "curves",
    abstract: "Draws the losses, or the speed, of a run as SVG.",
    discussion: """
      EXAMPLES
        continuo-train curves runs/first --out losses.svg
        continuo-train curves runs/first --out speed.svg --quantity throughput
      """)

  @Argument(help: "The folder of a run.")
  var folder: String

  @Option(help: "The file to write.")
  var out: String

  @Option(help: "What to draw: loss or throughput.")
  var quantity: Quantity = .loss

  @Option(help: "Steps in a row whose mean is a point; by default a hundredth of the run.")
  var mean: Int?

  enum Quantity: String, ExpressibleByArgument, CaseIterable { case loss, throughput }

  mutating func validate() throws {
    guard mean ?? 1 > 0 else { throw ValidationError("--mean is at least 1") }
  }

  func run() throws {
    let log = URL(fileURLWithPath: folder).appendingPathComponent("log.tsv")
    let curves = TrainingCurves(LogLine.all(in: log), mean: mean)
    guard !curves.loss.isEmpty else {
      throw ValidationError("\(log.path): no steps of a run; give the folder of --out")
    }
    let name = URL(fileURLWithPath: folder).lastPathComponent
    let training = "training, means of \(curves.mean)"
    let chart =
      switch quantity {
      case .loss:
        LineChart(
          title: name, xUnit: "million tokens", yUnit: "nats a token",
          lines: [
            .init(name: training, points: curves.loss),
            .init(name: "validation", points: curves.validation, isDotted: true),
          ])
      case .throughput:
        LineChart(
          title: name, xUnit: "million tokens", yUnit: "tokens a second",
          lines: [.init(name: training, points: curves.throughput)])
      }
    try WholeFile.write(to: URL(fileURLWithPath: out)) {
      try $0.write(contentsOf: Data(chart.svg().utf8))
    }
  }
}
