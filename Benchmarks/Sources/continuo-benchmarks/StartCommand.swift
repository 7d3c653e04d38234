// Measures how long it takes until a model can say something, and what memory it then has.

import ArgumentParser
import Checkpoint
import Foundation
import RWKV
import Rendering

struct StartCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start",
    abstract: "Measures the time from opening a model's file to the first logits, and memory.")

  @Option(help: "In which formats the weights are kept; can be given several times.")
  var weights: [Weights] = Weights.allCases

  @OptionGroup var model: OneModel
  @OptionGroup var options: MeasuringOptions

  private enum Work: Hashable {
    case reading
    case starting(Weights, threads: Int)
  }

  func run() throws {
    let url = try OneModel.url(model.model)
    let rates = try measureInTurns(workloads(url), rounds: options.rounds)
    var table = Table(
      "\(url.lastPathComponent), in the system's cache of files",
      columns: ["what", "weights", "threads", "median ms", "best ms", "resident MB more"])
    func add(_ what: String, _ work: Work, _ weights: Weights? = nil, _ threads: Int = 1) throws {
      guard let rates = rates[work] else { return }
      var bytes: Double?
      if let weights { bytes = try memory(url, weights) }
      table.add(
        .text(what), .text(weights?.rawValue ?? "-"), .count(threads),
        .number(1000 / rates.median, digits: 1), .number(1000 / rates.best, digits: 1),
        bytes.map { Table.Cell.number($0 * 1e-6, digits: 1) } ?? Table.Cell.none)
    }
    try add("reading the file once", .reading)
    for weights in weights {
      for threads in options.threadCounts {
        try add("to the first logits", .starting(weights, threads: threads), weights, threads)
      }
    }
    var result = Report()
    result.tables = [table]
    try result.print(asJSON: options.json)
  }

  private func workloads(_ url: URL) -> [Workload<Work>] {
    let reading = Workload(Work.reading, units: 1, seconds: options.seconds) {
      let bytes = (try? Data(contentsOf: url, options: .mappedIfSafe)) ?? Data()
      let sum = bytes.withUnsafeBytes { $0.bindMemory(to: UInt64.self).reduce(0, &+) }
      precondition(!bytes.isEmpty && sum != 1, "the file can be read")
    }
    var result = [reading]
    for weights in weights {
      for threads in options.threadCounts {
        result.append(
          Workload(.starting(weights, threads: threads)) {
            try rate { _ = try started(url, weights, threads: threads) }
          })
      }
    }
    return result
  }

  private func rate(_ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    try body()
    return 1 / (clock.now - start).seconds
  }

  /// A model that has given its first logits.
  private func started(_ url: URL, _ weights: Weights, threads: Int) throws -> Model {
    let model = try Model(
      SafeTensors(contentsOf: url), precision: weights.precision, threads: threads)
    var state = model.makeState()
    precondition(!model.prefill([1], state: &state).isEmpty, "a model has a vocabulary")
    return model
  }

  /// How much more of this process is resident with a model than without.
  private func memory(_ url: URL, _ weights: Weights) throws -> Double? {
    guard let before = Platform.residentBytes else { return nil }
    let model = try started(url, weights, threads: 1)
    return withExtendedLifetime(model) { Platform.residentBytes.map { Double($0 - before) } }
  }
}
