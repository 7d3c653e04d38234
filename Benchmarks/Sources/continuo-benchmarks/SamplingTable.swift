// What a token costs besides the model: grammar, cuts, draw, and the draft that it is put into.

import Checkpoint
import Completion
import Foundation
import Music
import RWKV
import Rendering
import Tokens

/// What a token costs besides the model.
///
/// Takes are written with a model so small that it costs next to nothing, and what its steps cost
/// is taken off. Its weights are random, so that no token is much likelier than another and cuts
/// leave many: a trained model leaves fewer.
struct SamplingTable {
  private static let bars = 16

  /// Seconds for each token, with different ways to draw.
  private let times: [(name: String, seconds: Double)]

  init(_ options: MeasuringOptions) throws {
    let model = try inTemporaryFolder { folder in
      let url = folder.appending(path: "tiny.safetensors")
      try writeRandomModel(layers: 1, width: 64, to: url)
      return try Model(SafeTensors(contentsOf: url), threads: 1)
    }
    let cells = try Cells(of: model)
    guard let prompt = try examplePrompts(bars: 1).first else {
      throw UserError("Examples has no prompts")
    }
    times = try SamplingTable.settings.map { setting in
      let samples = try (0...options.rounds).map { round in
        try SamplingTable.time(prompt, setting.sampling, UInt64(round), model, cells)
      }
      return (setting.name, quantile(0.5, of: Array(samples.dropFirst())))
    }
  }

  private static var settings: [(name: String, sampling: SamplingOptions)] {
    let usual = SamplingOptions()
    var all = usual
    (all.topK, all.minP, all.repetition) = (100, 0.01, 2)
    return [("as usual", usual), ("all cuts and repetition", all)]
  }

  /// Beside a step of a model.
  func table(_ measured: MeasuredModel, _ rates: [EngineWork: Rates]) -> Table {
    var table = Table(
      "A token besides the model: grammar, sampling, draft",
      columns: ["sampling", "us", "weights", "threads", "a step, us", "% of a step"])
    for (name, seconds) in times {
      for (work, rate) in rates.sorted(by: { $0.value.median < $1.value.median }) {
        guard case .decoding(let weights, let threads, takes: 1) = work else { continue }
        table.add(
          .text(name), .number(1e6 * seconds, digits: 1), .text(weights.rawValue),
          .count(threads), .number(1e6 / rate.median),
          .number(100 * seconds * rate.median, digits: 1))
      }
    }
    return table
  }

  /// Writes a take, then has the model alone read it again.
  private static func time(
    _ prompt: Score, _ sampling: SamplingOptions, _ seed: UInt64, _ model: Model, _ cells: Cells
  ) throws -> Double {
    var options = CompletionOptions()
    (options.takes, options.candidates) = (1, 1)
    (options.seed, options.sampling) = (seed, sampling)
    let clock = ContinuousClock()
    let start = clock.now
    let suggestions = try complete(prompt, .after(bars: bars), options, model: model, cells: cells)
    let promptTokens = suggestions.promptTokenCount
    let written = suggestions.candidates.takes().flatMap(\.tokens)
    let middle = clock.now
    var states = [model.makeState()]
    _ = model.prefill([Int](repeating: 1, count: promptTokens), state: &states[0])
    for token in written.dropLast() { _ = model.step([Int(token.id)], states: &states) }
    let end = clock.now
    return ((middle - start) - (end - middle)).seconds / Double(max(1, written.count))
  }
}
