// What training costs on this machine.

import ArgumentParser

struct BenchmarkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmark",
    abstract: "Time and memory of training on this machine, as JSON.",
    subcommands: [StepBenchmark.self, HeadBenchmark.self],
    defaultSubcommand: StepBenchmark.self)
}
