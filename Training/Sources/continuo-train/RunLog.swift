// The table of a run's numbers on disk.

import Foundation
import RWKVTraining

/// The table of a run's numbers, a line a step; evaluations stand in the last two columns.
final class RunLog {
  private let handle: FileHandle
  private static let header =
    "step\ttokens\tseconds\tloss\tlearning_rate\tgradient_norm\t"
    + "validation_nats_per_token\tvalidation_bits_per_note\n"

  /// Keeps the lines of an interrupted run up to `step`; what came after its checkpoint is done again.
  init(_ url: URL, keepThrough step: Int) throws {
    let old = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
    let kept = old.split(separator: "\n").dropFirst().filter { line in
      guard let number = line.split(separator: "\t").first.flatMap({ Int($0) }) else {
        return false
      }
      return number <= step
    }
    let text = Self.header + kept.map { $0 + "\n" }.joined()
    try Data(text.utf8).write(to: url, options: .atomic)
    handle = try FileHandle(forWritingTo: url)
    try handle.seekToEnd()
  }

  func add(_ report: Trainer.Report) throws {
    try write([
      "\(report.step)", "\(report.tokens)", String(format: "%.3f", report.seconds),
      String(format: "%.5f", report.loss), String(format: "%.4e", report.learningRate),
      String(format: "%.3f", report.gradientNorm), "", "",
    ])
  }

  func add(_ result: Evaluation, step: Int) throws {
    try write([
      "\(step)", "", "", "", "", "", String(format: "%.5f", result.natsPerToken),
      String(format: "%.4f", result.bitsPerNote),
    ])
  }

  private func write(_ fields: [String]) throws {
    try handle.write(contentsOf: Data((fields.joined(separator: "\t") + "\n").utf8))
  }
}
