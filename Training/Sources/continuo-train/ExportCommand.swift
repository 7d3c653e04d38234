// A checkpoint of a run as a model that continuo runs.

import ArgumentParser
import Checkpoint
import Corpus
import Foundation
import RWKVTraining

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes a checkpoint's model as safetensors: official names and shapes, bf16.",
    discussion: """
      The model's sizes, its tokenizer (MidiTok's tokenizer.json) and what it was trained with stand
      in the file's metadata.

      EXAMPLE
        continuo-train export runs/first/checkpoint.safetensors --out Models/mine.safetensors \
          --data runs/data
      """)

  @Argument(help: "A checkpoint of continuo-train.")
  var checkpoint: String

  @Option(help: "The file to write.")
  var out: String

  @Option(
    help: """
      The dataset that the model was trained on; the file then says how much of it has dynamics, \
      so that takes are not asked for what was never learned.
      """)
  var data: String?

  @Option(help: "Number format of the weights: bf16 or fp32.")
  var precision: Precision = .bf16

  func run() throws {
    let file = try SafeTensors(contentsOf: URL(fileURLWithPath: checkpoint))
    let state = try RunState(from: file)
    guard state.configuration.columnSizes.isEmpty else {
      throw ValidationError(
        "\(checkpoint) predicts rows of several tokens, which continuo does not run; train on a "
          + "dataset of REMI or in cells")
    }
    let parameters = try Parameters(state.configuration, from: file)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    var metadata = [
      "format": "continuo-1",
      "architecture": "rwkv\(state.configuration.generation.rawValue)",
      "configuration": String(decoding: try encoder.encode(state.configuration), as: UTF8.self),
      "options": String(decoding: try encoder.encode(state.options), as: UTF8.self),
      "tokenizer": state.tokenizer,
      "steps": "\(state.step)",
      "training_tokens": "\(state.tokens)",
    ]
    if let data {
      let dataset = try Dataset(contentsOf: URL(fileURLWithPath: data))
      if case .cells(let cells) = dataset.tokenizer {
        let share = dataset.train.dynamicsShare(cells)
        metadata["dynamics"] = "\(share > 0)"
        metadata["dynamics_share"] = "\(share)"
      }
    }
    if let result = state.lastEvaluation {
      metadata["validation_nats_per_token"] = "\(result.natsPerToken)"
      metadata["validation_bits_per_note"] = "\(result.bitsPerNote)"
    }
    try SafeTensors.write(
      parameters.named(as: precision == .bf16 ? .bfloat16 : .float32), metadata: metadata,
      to: URL(fileURLWithPath: out))
    note("\(out): \(state.configuration.parameterCount) parameters after step \(state.step)")
  }
}
