// The trainer's command.

import ArgumentParser
import Torch

@main
struct ContinuoTrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "continuo-train",
    abstract: "Trains the music model that continuo runs.",
    discussion: """
      EXAMPLES
        continuo prepare --out runs/data path/to/music
        continuo-train train --data runs/data --out runs/first
        continuo-train evaluate --data runs/data runs/first/checkpoint.safetensors
        continuo-train export runs/first/checkpoint.safetensors --out Models/mine.safetensors
        continuo-train convert Models/mine.safetensors mine.pth
      """,
    version: "0.1.0",
    subcommands: [
      TrainCommand.self, EvaluateCommand.self, ExportCommand.self, ConvertCommand.self,
      PlanCommand.self, CurvesCommand.self, DecaysCommand.self, BenchmarkCommand.self,
    ])

  static func main() {
    Backend.keepFreedMemory()
    main(nil)
  }
}
