// The command that evaluates models and rules, and its parts.

import ArgumentParser
import Foundation
import Rendering

@main
struct ContinuoEvaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "continuo-evaluate",
    abstract: "Measures how good takes, models and rules are, on music that they do not know.",
    subcommands: [
      EvaluateCommand.self, ChoiceCommand.self, ObedienceCommand.self, QualityCommand.self,
      SweepCommand.self, RecallCommand.self, BeatsCommand.self,
    ])
}

/// Why nothing could be evaluated.
struct UserError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// Says on standard error what is going on.
func report(_ message: String) {
  FileHandle.standardError.write(Data("\(message)\n".utf8))
}

/// Says on standard error which share of some work is done.
func report(_ work: String, _ share: Double) { report("\(work): \(Int(100 * share)) %") }

/// Prints a table as text, or as one JSON object.
func print(_ table: Table, asJSON: Bool) throws {
  guard asJSON else { return print(table.text) }
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  print(String(decoding: try encoder.encode(["tables": [table]]), as: UTF8.self))
}
