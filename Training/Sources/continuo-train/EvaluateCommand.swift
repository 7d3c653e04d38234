// The loss of a checkpoint on a split of a dataset.

import ArgumentParser
import Checkpoint
import Corpus
import Foundation
import RWKVTraining
import Torch

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "The loss of a checkpoint on the validation or test split, as JSON.",
    discussion: """
      EXAMPLES
        continuo-train evaluate --data runs/data runs/first/checkpoint.safetensors
        continuo-train evaluate --data runs/data runs/first/checkpoint.safetensors --split test
      """)

  @Argument(help: "A checkpoint of continuo-train.")
  var checkpoint: String

  @Option(help: "The folder that 'continuo prepare' made.")
  var data: String

  @Option(help: "The split: validation or test.")
  var split: Split = .validation

  @Option(help: "Tokens in a window; by default as in training.")
  var length: Int?

  @Option(help: "Precision of the computation: bf16 or fp32.")
  var precision: Precision = .bf16

  enum Split: String, ExpressibleByArgument, CaseIterable { case validation, test }

  func run() throws {
    let file = try SafeTensors(contentsOf: URL(fileURLWithPath: checkpoint))
    let state = try RunState(from: file)
    let dataset = try Dataset(contentsOf: URL(fileURLWithPath: data))
    let model = RWKV7(
      state.configuration, try Parameters(state.configuration, from: file),
      precision: precision.elementType)
    let store = split == .test ? dataset.test : dataset.validation
    guard store.pieceCount > 0 else {
      throw ValidationError("\(data): the \(split.rawValue) split is empty; choose the other one")
    }
    var options = state.options
    options.length = length ?? options.length
    let examples = options.evaluationExamples(store, dataset.tokenizer)
    let progress = ProgressLine()
    let result = model.evaluate(examples, tokenizer: dataset.tokenizer, batch: state.options.batch)
    {
      progress.show("evaluating \(Int($0 * 100)) %")
    }
    progress.clear()
    print(
      """
      {"checkpoint_step": \(state.step), "split": "\(split.rawValue)", \
      "nats_per_token": \(result.natsPerToken), "bits_per_note": \(result.bitsPerNote), \
      "tokens": \(result.tokens), "notes": \(result.notes)}
      """)
  }
}
