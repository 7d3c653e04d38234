// The loss of a checkpoint on a split of a dataset.

import ArgumentParser
import Checkpoint
import Corpus
import Foundation
import MidiTok
import RWKVTraining
import Tokens
import Torch

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "What a model expects of the validation or test split, as JSON.",
    discussion: """
      Every token of the split is predicted once. Of a dataset in cells holes are filled too: 1, 2, 4
      and 8 bars with what stands on both sides and with what stands before only (the same bars, so
      that the difference is what the other side is worth), and each hand beside the other.

      EXAMPLES
        continuo-train evaluate --data runs/data runs/first/checkpoint.safetensors
        continuo-train evaluate --data runs/data Models/continuo-base.safetensors --split test
      """)

  @Argument(help: "A checkpoint of continuo-train, or a model that it exported.")
  var checkpoint: String

  @Option(help: "The folder that 'continuo prepare' made.")
  var data: String

  @Option(help: "The split: validation or test.")
  var split: Split = .validation

  @Option(help: "Tokens in a window; by default as in training.")
  var length: Int?

  @Option(help: "How many holes of each kind are filled.")
  var holes = 96

  @Option(help: "Precision of the computation: bf16 or fp32.")
  var precision: Precision = .bf16

  enum Split: String, ExpressibleByArgument, CaseIterable { case validation, test }

  func run() throws {
    let file = try SafeTensors(contentsOf: URL(fileURLWithPath: checkpoint))
    let trained = try TrainedModel(from: file)
    let dataset = try Dataset(contentsOf: URL(fileURLWithPath: data))
    let tokens = try Tokenizer(tokenizerJSON: trained.tokenizer.utf8).vocabulary
    guard tokens == dataset.tokenizer.vocabulary else {
      throw ValidationError(
        "\(checkpoint) has other tokens than \(data); prepare the music with the tokenizer of the "
          + "model")
    }
    let model = Model(
      trained.configuration, try trained.parameters(), precision: precision.elementType)
    let store = split == .test ? dataset.test : dataset.validation
    guard store.pieceCount > 0 else {
      throw ValidationError("\(data): the \(split.rawValue) split is empty; choose the other one")
    }
    let length = length ?? trained.options.length
    let batch = trained.options.batch
    let progress = ProgressLine()
    func evaluated(_ name: String, _ examples: [Example]) -> Evaluation {
      defer { progress.clear() }
      return model.evaluate(examples, tokenizer: dataset.tokenizer, batch: batch) {
        progress.show("\(name): \(Int($0 * 100)) %")
      }
    }
    let windows = store.evaluationWindows(length: length, dataset.tokenizer).map {
      Example(tokens: $0)
    }
    var report = EvaluationReport(
      checkpointStep: trained.step, split: split.rawValue,
      everyToken: EvaluationReport.Numbers(evaluated("every token", windows)))
    if case .cells(let cells) = dataset.tokenizer {
      report.holes = HoleTask.all.compactMap { task in
        let examples = task.examples(store, cells, length: length, count: holes)
        let result = evaluated(task.name, examples)
        guard result.notes > 0 else { return nil }
        return EvaluationReport.Hole(
          task: task.name, examples: examples.count,
          bitsPerBar: result.nats / log(2) / Double(task.bars * examples.count),
          numbers: EvaluationReport.Numbers(result))
      }
    }
    print(try report.json)
  }
}
