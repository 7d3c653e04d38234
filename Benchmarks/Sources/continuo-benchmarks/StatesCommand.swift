// Measures what it costs to copy, keep and read back a state, and whether rounding it does harm.

import ArgumentParser
import Completion
import Evaluation
import Foundation
import MidiTok
import RWKV
import Rendering
import Tokens

struct StatesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "states",
    abstract: "Measures copies and files of a model's state, and what rounding it changes.")

  @Argument(help: "Folders with MIDI files that the model was not trained on.")
  var folders: [String] = []

  @Option(help: "How many files to go through for the rounding, at most.")
  var files = 100

  @OptionGroup var model: OneModel
  @OptionGroup var options: MeasuringOptions

  func run() throws {
    let model = try model.load()
    var result = Report()
    result.tables = [try costs(model)]
    let named = folders.map { URL(filePath: $0, directoryHint: .isDirectory) }
    let music = try MusicFiles(below: named.isEmpty ? MusicFiles.defaultFolders() : named)
    let tokenizer = try Tokenizer(of: model)
    let pieces = music.scores.prefix(files).map { score in
      Array(tokenizer.encode(score).dropLast())
    }
    result.tables.append(StateRounding.table(Array(pieces), model, tokenizer))
    try result.print(asJSON: options.json)
  }

  private enum Work: String, CaseIterable {
    case fork = "forking"
    case step = "a step with a state of its own"
    case forkedStep = "the first step of a fork"
    case write = "writing to disk"
    case read = "reading from disk"
    case writeCompact = "writing to disk, bf16"
    case readCompact = "reading from disk, bf16"
  }

  private func costs(_ model: Model) throws -> Table {
    try inTemporaryFolder { folder in
      var state = model.makeState()
      _ = model.prefill([1, 2, 3], state: &state)
      let files = [false, true].map { folder.appending(path: "state-\($0).safetensors") }
      for (url, isCompact) in zip(files, [false, true]) {
        try model.write(state, to: url, isCompact: isCompact)
      }
      let rates = try measureInTurns(workloads(model, state, files), rounds: options.rounds)
      var table = Table(
        "\(model.title): a state of \(4 * state.count) bytes, on disk "
          + files.map { "\((try? Data(contentsOf: $0).count) ?? 0)" }.joined(separator: " or "),
        columns: ["what", "median us", "best us"])
      for work in Work.allCases {
        table.add(
          .text(work.rawValue), .number(1e6 / (rates[work]?.median ?? 0), digits: 2),
          .number(1e6 / (rates[work]?.best ?? 0), digits: 2))
      }
      return table
    }
  }

  private func workloads(_ model: Model, _ state: State, _ files: [URL]) -> [Workload<Work>] {
    let forks = 1000
    var own = [state]
    _ = model.step([1], states: &own)
    func writing(_ work: Work, _ url: URL, _ isCompact: Bool) -> Workload<Work> {
      Workload(work) {
        let clock = ContinuousClock()
        let start = clock.now
        try model.write(state, to: url, isCompact: isCompact)
        return 1 / (clock.now - start).seconds
      }
    }
    func reading(_ work: Work, _ url: URL) -> Workload<Work> {
      Workload(work) {
        let clock = ContinuousClock()
        let start = clock.now
        _ = try model.readState(url)
        return 1 / (clock.now - start).seconds
      }
    }
    return [
      Workload(.fork, units: Double(forks), seconds: options.seconds) {
        let takes = (0..<forks).map { _ in state }
        precondition(takes.count == forks)
      },
      Workload(.step, units: 1, seconds: options.seconds) { _ = model.step([1], states: &own) },
      Workload(.forkedStep, units: 1, seconds: options.seconds) {
        var fork = [state]
        _ = model.step([1], states: &fork)
      },
      writing(.write, files[0], false), reading(.read, files[0]),
      writing(.writeCompact, files[1], true), reading(.readCompact, files[1]),
    ]
  }
}
