// Writes very many tokens, one after the other, and watches memory and state.

import ArgumentParser
import Completion
import Foundation
import RWKV
import Random
import Rendering

struct EnduranceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "endurance",
    abstract: "Writes very many tokens without a break and watches memory, speed and state.",
    discussion: """
      Tokens are drawn from all that the model gives, without the grammar. It fails when a number \
      of the logits is not finite.
      """)

  @OptionGroup var model: OneModel

  @Option(help: "How many tokens to write.")
  var tokens = 1_000_000

  @Option(help: "The seed of the draws.")
  var seed: UInt64 = 1

  @Flag(help: "Prints JSON instead of a table.")
  var json = false

  func validate() throws {
    guard tokens > 0 else { throw ValidationError("There must be tokens to write.") }
  }

  func run() throws {
    let model = try model.load()
    var table = Table(
      "Writing without a break, \(model.title)",
      columns: ["tokens", "resident MB", "tokens/s", "largest in state", "mean square of state"])
    var result = Report()
    var writer = TokenWriter(model: model, seed: seed)
    let clock = ContinuousClock()
    var (written, start) = (0, clock.now)
    for mark in marks {
      while written < mark {
        try writer.write()
        written += 1
      }
      let now = clock.now
      let values = writer.state.values
      let previous = marks.last { $0 < mark } ?? 0
      table.add(
        .count(mark),
        Platform.residentBytes.map { .number(Double($0) * 1e-6, digits: 1) } ?? .none,
        .number(Double(mark - previous) / (now - start).seconds),
        .number(Double(values.map(abs).max() ?? 0), digits: 2),
        .number(values.reduce(0) { $0 + Double($1 * $1) } / Double(values.count), digits: 4))
      report("\(mark) tokens")
      start = clock.now
    }
    result.tables = [table]
    try result.print(asJSON: json)
  }

  /// The powers of ten from a thousand on, and the end.
  private var marks: [Int] {
    Array(sequence(first: 1000) { $0 * 10 }.prefix { $0 < tokens }) + [tokens]
  }
}

/// Writes tokens one after the other, each drawn from what the model expects.
private struct TokenWriter {
  let model: Model
  private var states: [State]
  private var logits: [Float]
  private var random: SplitMix64

  init(model: Model, seed: UInt64) {
    self.model = model
    states = [model.makeState()]
    logits = model.step([0], states: &states)
    random = SplitMix64(seed: seed)
  }

  var state: State { states[0] }

  mutating func write() throws {
    guard logits.allSatisfy(\.isFinite) else { throw UserError("a logit is not finite") }
    let all = [Bool](repeating: true, count: logits.count)
    let candidates = probabilities(allowedLogits(logits[...], mask: all), temperature: 1)
    logits = model.step([draw(candidates, at: random.nextUnit())], states: &states)
  }
}
