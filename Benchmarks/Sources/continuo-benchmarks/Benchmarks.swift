// The command and its parts.

import ArgumentParser

@main
struct Benchmarks: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "continuo-benchmarks",
    abstract: "Measures how fast Continuo is, beside its bounds and its peers, all in one run.",
    subcommands: [
      EngineCommand.self, MIDICommand.self, StatesCommand.self, EnduranceCommand.self,
      TokensCommand.self, StartCommand.self,
    ])
}

/// What all parts can be told.
struct MeasuringOptions: ParsableArguments {
  @Option(help: "How many threads to use at most; one thread is measured too.")
  var threads = Machine.coreCount

  @Option(help: "How often each measurement is repeated, all of them in turns.")
  var rounds = 7

  @Option(help: "How long one measurement lasts at least, in seconds.")
  var seconds = 0.2

  @Flag(help: "Prints JSON instead of tables.")
  var json = false

  /// One thread, and as many as allowed.
  var threadCounts: [Int] { threads > 1 ? [1, threads] : [1] }

  func validate() throws {
    guard threads > 0, rounds > 0, seconds > 0 else {
      throw ValidationError("Threads, rounds and seconds must be greater than zero.")
    }
  }
}
