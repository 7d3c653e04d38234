// What the head and its loss cost, with and without the cut.

// The letters are those of the model.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import ArgumentParser
import Foundation
import RWKVTraining
import Torch

struct HeadBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "head",
    abstract: "Time and peak memory of head and loss, forward and backward.",
    discussion: """
      Three ways: all (every token is predicted), ignored (every token gets logits, but only some
      count in the loss), cut (only tokens that count get logits, as continuo-train trains). The peak
      is that of the process, so each way is a run of its own.

      EXAMPLES
        continuo-train benchmark head --way all
        continuo-train benchmark head --way cut --length 8192 --predicted 0.25
      """)

  @Option(help: "Which tokens get logits and which count: all, ignored or cut.")
  var way = Way.cut

  @Option(help: "Tokens.")
  var length = 2048

  @Option(help: "Width of the model.")
  var width = 2048

  @Option(help: "Size of the vocabulary.")
  var vocabulary = 65536

  @Option(help: "Share of the tokens that are to be predicted, the last ones.")
  var predicted = 0.25

  @Option(help: "How often it is timed.")
  var steps = 3

  @Option(help: "Precision of the product: bf16 or fp32.")
  var precision: Precision = .bf16

  enum Way: String, ExpressibleByArgument, CaseIterable { case all, ignored, cut }

  mutating func validate() throws {
    guard length > 0, width > 0, vocabulary > 1, steps > 0, predicted > 0, predicted <= 1
    else { throw ValidationError("sizes are positive, and --predicted is a share up to 1") }
  }

  func run() throws {
    let (T, C, V) = (length, width, vocabulary)
    let first = way == .all ? 0 : T - max(1, Int(Double(T) * predicted))
    let weight = Tensor.zeros([V, C])
    let hidden = Tensor.zeros([T, C], precision.elementType)
    for leaf in [weight, hidden] {
      leaf.fillUniform(-0.05...0.05)
      leaf.requireGradient()
    }
    let head = Head(weight: weight, precision: precision.elementType)
    let wanted = (0..<T).map { Int64($0 < first ? -1 : $0 * 7919 % V) }
    let kept = Tensor((first..<T).map { Int64($0) }, shape: [T - first])
    let targets = Tensor(
      way == .cut ? Array(wanted[first...]) : wanted, shape: [way == .cut ? T - first : T])
    let before = peakMemory
    var seconds: [Double] = []
    for _ in 0..<steps {
      seconds.append(
        time {
          head.loss(way == .cut ? hidden.rows(kept) : hidden, targets: targets).objective.backward()
          Tensor.clearGradients(of: [weight, hidden])
        })
    }
    print(
      String(
        format: """
          {"way": "%@", "length": %d, "predicted": %d, "width": %d, "vocabulary": %d, \
          "precision": "%@", "threads": %d, "seconds": %.2f, "megabytes_before": %d, \
          "peak_megabytes": %d}
          """,
        way.rawValue, T, T - first, C, V, precision.rawValue, Backend.threads, median(seconds),
        before / 1_000_000, peakMemory / 1_000_000))
  }
}
