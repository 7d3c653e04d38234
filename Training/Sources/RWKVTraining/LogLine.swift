// A line of a run's log.

import Foundation

/// A line of a run's log, `log.tsv`: a step, or an evaluation.
public struct LogLine: Hashable, Sendable {
  public let step: Int
  public let content: Content

  public enum Content: Hashable, Sendable {
    case training(
      tokens: Int, seconds: Double, loss: Double, learningRate: Double, gradientNorm: Double)
    case evaluation(natsPerToken: Double, bitsPerNote: Double)
  }

  /// The names of the columns.
  public static let header =
    "step\ttokens\tseconds\tloss\tlearning_rate\tgradient_norm\t"
    + "validation_nats_per_token\tvalidation_bits_per_note\n"

  public init(_ report: Trainer.Report) {
    step = report.step
    content = .training(
      tokens: report.tokens, seconds: report.seconds, loss: report.loss,
      learningRate: report.learningRate, gradientNorm: report.gradientNorm)
  }

  public init(_ result: Evaluation, step: Int) {
    self.step = step
    content = .evaluation(natsPerToken: result.natsPerToken, bitsPerNote: result.bitsPerNote)
  }

  /// nil when the text is no whole line.
  public init?(_ text: some StringProtocol) {
    let fields = text.split(separator: "\t", omittingEmptySubsequences: false)
    guard fields.count == 8, let step = Int(fields[0]) else { return nil }
    self.step = step
    let numbers = fields.map { Double($0) }
    if let tokens = Int(fields[1]), let seconds = numbers[2], let loss = numbers[3],
      let rate = numbers[4], let norm = numbers[5]
    {
      content = .training(
        tokens: tokens, seconds: seconds, loss: loss, learningRate: rate, gradientNorm: norm)
    } else if let nats = numbers[6], let bits = numbers[7] {
      content = .evaluation(natsPerToken: nats, bitsPerNote: bits)
    } else {
      return nil
    }
  }

  /// The line with its end.
  public var text: String {
    switch content {
    case .training(let tokens, let seconds, let loss, let rate, let norm):
      String(
        format: "%d\t%d\t%.3f\t%.5f\t%.4e\t%.3f\t\t\n", step, tokens, seconds, loss, rate, norm)
    case .evaluation(let nats, let bits):
      String(format: "%d\t\t\t\t\t\t%.5f\t%.4f\n", step, nats, bits)
    }
  }

  /// The whole lines of a log; none when there is no such file.
  public static func all(in log: URL) -> [LogLine] {
    let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .compactMap { LogLine($0) }
  }
}
