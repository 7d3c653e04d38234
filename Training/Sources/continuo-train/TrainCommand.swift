// Trains a model, or goes on where a run was stopped.

import ArgumentParser
import Checkpoint
import Corpus
import Foundation
import RWKVTraining
import Tokens
import Torch

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains a model on a prepared dataset; run again to go on where it stopped.",
    discussion: """
      The run lives in --out: checkpoint.safetensors (written every few minutes and when the run is
      interrupted), log.tsv (a line a step), the same for TensorBoard and, with --patience,
      best.safetensors. The same command goes on from the checkpoint, with the same losses as without
      the interruption. Under torchrun the workers share the windows of each step.

      EXAMPLES
        continuo-train train --data runs/data --out runs/first
        continuo-train train --data runs/data --out runs/tiny --layers 4 --width 128 --steps 500
      """)

  @Option(help: "The folder that 'continuo prepare' made.")
  var data: String

  @Option(help: "The folder of this run.")
  var out: String

  @OptionGroup var sizes: ModelSizes

  @Option(help: "Optimizer steps in all.")
  var steps = TrainingOptions().steps

  @Option(help: "Windows in a step.")
  var batch = TrainingOptions().batch

  @Option(help: "Tokens in a window, or rows of tokens.")
  var length = TrainingOptions().length

  @Option(help: "Parts of a step that go through the model one by one: less memory, the same step.")
  var accumulate = TrainingOptions().accumulation

  @Flag(help: "Compute blocks again for their gradients: less memory, one more forward pass.")
  var recompute = false

  @Option(help: "The optimizer: adamw, or muon, with adamw for what is no matrix of a block.")
  var optimizer = TrainingOptions().optimizer

  @Option(
    help: """
      How the learning rate falls after the warm-up: cosine, linear, constant, or trapezoid: constant, \
      then linear over the last fifth of the steps.
      """)
  var schedule = TrainingOptions().schedule

  @Option(help: "The highest learning rate.")
  var learningRate = TrainingOptions().learningRate

  @Option(help: "The learning rate of the last step.")
  var finalLearningRate = TrainingOptions().finalLearningRate

  @Option(help: "Weight decay of the matrices.")
  var weightDecay = TrainingOptions().weightDecay

  @Option(help: "Share of what each half of a block gives that is dropped, below 1.")
  var dropout = TrainingOptions().dropout

  @Option(help: "Seed of the parameters and of the order of the windows.")
  var seed = TrainingOptions().seed

  @OptionGroup var windows: WindowOptions

  @Option(help: "A source seen more often, as NAME=TIMES; may be repeated.")
  var weigh: [String] = []

  @Option(
    help: """
      How often a kind of hole is cut into a window, as KIND=WEIGHT; may be repeated. Kinds: \
      \(HoleMixture.Kind.allCases.map(\.rawValue).joined(separator: ", ")). For a dataset in cells.
      """)
  var hole: [String] = []

  @Option(
    help:
      "What is predicted of a window with a hole: all, its filling, or mixed: now all, now that.")
  var loss = TrainingOptions().loss

  @Option(help: "A checkpoint or a model to begin with; further layers are fresh.")
  var from: String?

  @Option(
    help: """
      Precision of the computation: auto, bf16 or fp32. auto is what this machine computes faster in, \
      measured at the start; on a card bf16.
      """)
  var precision = PrecisionChoice.auto

  @Option(help: "The model's kernels: fused, chunked or plain; by default fused where that runs.")
  var kernels: Model.Kernels?

  @Option(help: "Where to compute: cpu, cuda, cuda:N or mps.")
  var device: Device = .cpu

  @Option(help: "Minutes between checkpoints.")
  var checkpointMinutes = 4.0

  @Option(help: "Steps between evaluations on the validation split.")
  var evaluateSteps = 250

  @Option(help: "Stop after so many evaluations in a row without a lower loss; the best is kept.")
  var patience: Int?

  @Option(help: "How often the run may go back to its checkpoint when the loss leaves all bounds.")
  var rollbacks = 3

  @Option(help: "Stop after this step, as if interrupted; the same command goes on.")
  var stopAfter: Int?

  mutating func validate() throws {
    for (name, value) in [
      ("steps", steps), ("batch", batch), ("length", length),
      ("evaluate-steps", evaluateSteps), ("accumulate", accumulate),
    ] where value < 1 {
      throw ValidationError("--\(name) is at least 1, not \(value)")
    }
    guard learningRate > 0, finalLearningRate >= 0, weightDecay >= 0 else {
      throw ValidationError("learning rates and weight decay are not negative")
    }
    guard 0..<1 ~= dropout else {
      throw ValidationError("--dropout is at least 0 and below 1, not \(dropout)")
    }
    guard rollbacks >= 0, patience ?? 1 > 0, checkpointMinutes >= 0 else {
      throw ValidationError("--patience is at least 1; --rollbacks and minutes are not negative")
    }
    if let absence = device.absence {
      throw ValidationError("--device \(device): \(absence); there is --device cpu")
    }
    _ = try sourceWeights()
    _ = try holes()
  }

  func holes() throws -> HoleMixture {
    guard !hole.isEmpty else { return HoleMixture() }
    var weights: [HoleMixture.Kind: Double] = [:]
    for pair in hole {
      let parts = pair.split(separator: "=").map(String.init)
      guard parts.count == 2, let kind = HoleMixture.Kind(rawValue: parts[0]),
        let weight = Double(parts[1]), weight >= 0, weight.isFinite
      else {
        throw ValidationError("--hole takes KIND=WEIGHT, for example tail=2, not '\(pair)'")
      }
      weights[kind] = weight
    }
    guard weights.values.contains(where: { $0 > 0 }) else {
      throw ValidationError("--hole gives no kind a weight above 0; try --hole tail=1")
    }
    return HoleMixture(weights)
  }

  func sourceWeights() throws -> [String: Int] {
    var weights: [String: Int] = [:]
    for pair in weigh {
      let parts = pair.split(separator: "=")
      guard parts.count == 2, let times = Int(parts[1]), times > 0 else {
        throw ValidationError("--weigh takes NAME=TIMES, for example chopin=2, not '\(pair)'")
      }
      weights[String(parts[0])] = times
    }
    return weights
  }

  func run() throws {
    let workers = try Workers()
    if let workers, workers.size > batch {
      throw ValidationError(
        "--batch \(batch) windows are too few for \(workers.size) workers; each takes its share")
    }
    let folder = URL(fileURLWithPath: out)
    let dataFolder = URL(fileURLWithPath: data)
    let dataset = try Dataset(contentsOf: dataFolder)
    guard try options().hasExamples(in: dataset.train, dataset.tokenizer) else {
      throw ValidationError(
        "the train split of \(data) has no window of this kind; --bars needs pieces with more bars "
          + "than it completes")
    }
    let tokenizer = try String(
      contentsOf: dataFolder.appendingPathComponent("tokenizer.json"), encoding: .utf8)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let columns = dataset.tokenizer.columnSizes
    let configuration = sizes.configuration(
      vocabularySize: dataset.tokenizer.vocabulary.count,
      columnSizes: columns.count > 1 ? columns : [])
    let checkpoint = folder.appendingPathComponent("checkpoint.safetensors")
    let isThere = FileManager.default.fileExists(atPath: checkpoint.path)
    let start = isThere ? nil : from
    let group = try workers?.meet()
    let isFirst = group?.rank ?? 0 == 0
    let recorded = isThere ? try RunState(from: SafeTensors(contentsOf: checkpoint)).precision : nil
    let precision = try chosenPrecision(configuration, recorded: recorded, group, speaks: isFirst)
    let kernels = try chosenKernels(configuration, precision, speaks: isFirst)
    let trainer = Trainer(
      configuration, try options(), dataset: dataset, tokenizer: tokenizer,
      precision: precision, kernels: kernels,
      parameters: try start.map { path in
        try Parameters(
          configuration, seed: seed,
          startingFrom: try SafeTensors(contentsOf: URL(fileURLWithPath: path)),
          vocabulary: dataset.tokenizer.vocabulary)
      }, device: device, workers: group)
    if isThere { try trainer.restore(from: checkpoint) }
    if trainer.isFirst {
      for file in [checkpoint, TrainingLoop(folder: folder).best] {
        WholeFile.removeLeftovers(of: file)
      }
      if isThere { note("going on after step \(trainer.state.step) of \(checkpoint.path)") }
      note(
        "\(configuration.parameterCount) parameters, \(dataset.train.tokenCount) training tokens, "
          + "\(workers?.size ?? 1) workers, \(Backend.threads) threads")
    }
    try train(trainer, dataset, folder)
  }

  private func options() throws -> TrainingOptions {
    var options = TrainingOptions()
    options.steps = steps
    options.batch = batch
    options.length = length
    options.accumulation = accumulate
    options.recomputesBlocks = recompute
    options.optimizer = optimizer
    options.schedule = schedule
    options.learningRate = learningRate
    options.finalLearningRate = finalLearningRate
    options.weightDecay = weightDecay
    options.dropout = dropout
    options.seed = seed
    try windows.apply(to: &options)
    options.sourceWeights = try sourceWeights()
    options.holes = try holes()
    options.loss = loss
    return options
  }

  private func train(_ trainer: Trainer, _ dataset: Dataset, _ folder: URL) throws {
    let validation = trainer.state.options.evaluationExamples(
      dataset.validation, dataset.tokenizer)
    var loop = TrainingLoop(folder: folder)
    loop.stopAfter = stopAfter
    loop.evaluationInterval = evaluateSteps
    loop.patience = patience
    loop.rollbackLimit = rollbacks
    loop.checkpointInterval = .seconds(60 * checkpointMinutes)
    let report = trainer.isFirst ? try RunReport(trainer, folder: folder) : nil
    Interruption.note()
    let ending = try loop.run(
      trainer,
      evaluate: validation.isEmpty
        ? nil
        : {
          try trainer.evaluate(validation, tokenizer: dataset.tokenizer, progress: $0)
        },
      isInterrupted: { Interruption.exitStatus != nil }, report: { try report?.take($0) })
    report?.close(ending, loop.checkpoint, best: loop.best)
    if let status = Interruption.exitStatus { throw ExitCode(status) }
  }
}

/// The number formats that a model can be computed in.
enum Precision: String, ExpressibleByArgument, CaseIterable {
  case bf16, fp32
  var elementType: Torch.ElementType { self == .bf16 ? .bfloat16 : .float32 }
}

extension Model.Kernels: ExpressibleByArgument {}
extension TrainingOptions.Schedule: ExpressibleByArgument {}
extension Device: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
extension TrainingOptions.OptimizerKind: ExpressibleByArgument {}
extension TrainingOptions.Loss: ExpressibleByArgument {}
