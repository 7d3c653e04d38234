// How long a composer waits: for the first note, and for all takes.

import Completion
import Music
import RWKV
import Rendering
import Tokens

/// How long a composer waits for completions of the example prompts.
struct CompletionTable {
  private static let promptBars = 16
  private static let bars = 4
  private static let takes = 4

  /// What one completion took.
  private struct Times {
    let firstNote: Double
    let whole: Double
    let promptTokens: Int
    /// Of all takes together.
    let tokens: Int
  }

  private struct Setting: Hashable {
    let weights: Weights
    let threads: Int
  }

  /// Each prompt in each round, all formats and numbers of threads in turns.
  static func measure(_ measured: MeasuredModel, _ options: MeasuringOptions) throws -> Table {
    let cells = try Cells(of: measured[measured.weights[0], threads: 1])
    let prompts = try examplePrompts(bars: promptBars)
    let settings = measured.weights.flatMap { weights in
      options.threadCounts.map { Setting(weights: weights, threads: $0) }
    }
    guard !prompts.isEmpty else { throw UserError("Examples has no prompts") }
    var times: [Setting: [Times]] = [:]
    for round in 0...options.rounds {
      report("completions, round \(round) of \(options.rounds)")
      for prompt in prompts {
        for setting in settings {
          let model = measured[setting.weights, threads: setting.threads]
          let time = try self.time(prompt, seed: UInt64(round), model, cells)
          if round > 0 { times[setting, default: []].append(time) }
        }
      }
    }
    return table(settings.map { ($0, times[$0] ?? []) }, prompts: prompts.count)
  }

  private static func time(
    _ prompt: Score, seed: UInt64, _ model: Model, _ cells: Cells
  ) throws -> Times {
    var options = CompletionOptions()
    (options.takes, options.candidates, options.seed) = (takes, takes, seed)
    let clock = ContinuousClock()
    let start = clock.now
    var firstNote: Duration?
    var tokens = 0
    let suggestions = try complete(prompt, .after(bars: bars), options, model: model, cells: cells)
    for event in suggestions {
      switch event {
      case .note: firstNote = firstNote ?? clock.now - start
      case .candidate(let take): tokens += take.tokens.count
      case .pedal, .bars, .take: break
      }
    }
    let whole = clock.now - start
    return Times(
      firstNote: (firstNote ?? whole).seconds, whole: whole.seconds,
      promptTokens: suggestions.promptTokenCount, tokens: tokens)
  }

  private static func table(_ times: [(Setting, [Times])], prompts: Int) -> Table {
    var table = Table(
      "\(takes) takes of \(bars) bars after \(promptBars) bars, \(prompts) prompts",
      columns: ["what", "weights", "threads", "p50 ms", "p95 ms", "p50 tokens"])
    for (setting, times) in times {
      func add(_ what: String, _ seconds: (Times) -> Double, _ tokens: (Times) -> Int) {
        let seconds = times.map(seconds)
        table.add(
          .text(what), .text(setting.weights.rawValue), .count(setting.threads),
          .number(1000 * quantile(0.5, of: seconds), digits: 1),
          .number(1000 * quantile(0.95, of: seconds), digits: 1),
          .number(quantile(0.5, of: times.map { Double(tokens($0)) })))
      }
      add("first note", \.firstNote, \.promptTokens)
      add("all takes", \.whole, \.tokens)
    }
    return table
  }
}
