// The steps of a training run.

import Checkpoint
import Corpus
import Foundation
import Tokens
import Torch

/// A training run: the model, its optimizer and where it stands.
public final class Trainer {
  public private(set) var state: RunState
  public let model: RWKV7
  let optimizer: AdamW
  let optimized: [(name: String, group: Int, index: Int)]
  let examples: ExampleSource
  let padding: Token

  /// One step's numbers.
  public struct Report: Sendable {
    public let step: Int
    public let loss: Double
    public let learningRate: Double
    public let gradientNorm: Double
    public let tokens: Int
    public let seconds: Double
  }

  /// A fresh run.
  public init(
    _ configuration: Configuration, _ options: TrainingOptions, dataset: Dataset,
    tokenizer: String, precision: Torch.ElementType, kernels: RWKV7.Kernels,
    parameters: Parameters? = nil
  ) {
    let parameters = parameters ?? Parameters(configuration, seed: options.seed)
    state = RunState(
      configuration: configuration, options: options, precision: "\(precision)",
      tokenizer: tokenizer, step: 0, tokens: 0, seconds: 0)
    model = RWKV7(configuration, parameters, precision: precision, kernels: kernels)
    (optimizer, optimized) = makeOptimizer(parameters, options)
    examples = ExampleSource(dataset.train, dataset.tokenizer, options)
    padding = dataset.tokenizer.paddingToken
  }

  /// One optimizer step on the next windows.
  public func step() throws -> Report {
    let started = ContinuousClock.now
    let options = state.options
    let drawn = (0..<options.batch).map { examples.example(state.step * options.batch + $0) }
    let parts = options.parts.map { Batch(Array(drawn[$0]), padding: padding) }
    let targetCount = parts.reduce(0) { $0 + $1.targetCount }
    var loss = 0.0
    for part in parts {
      let share = Double(part.targetCount) / Double(targetCount)
      loss +=
        share * model.addGradients(of: part, share: share, recomputing: options.recomputesBlocks)
    }
    let norm = Tensor.clipGradients(of: model.parameters.all, to: options.gradientLimit)
    guard loss.isFinite, norm.isFinite else { throw TrainingError.diverged(step: state.step + 1) }
    let learningRate = options.learningRate(atStep: state.step)
    optimizer.step(number: state.step + 1, learningRate: learningRate)
    Tensor.clearGradients(of: model.parameters.all)
    let seconds = (ContinuousClock.now - started) / .seconds(1)
    state.step += 1
    state.tokens += targetCount
    state.seconds += seconds
    return Report(
      step: state.step, loss: loss, learningRate: learningRate, gradientNorm: norm,
      tokens: targetCount, seconds: seconds)
  }

  public func evaluate(
    _ examples: [Example], tokenizer: Tokenizer, progress: (Double) -> Void = { _ in }
  ) -> Evaluation {
    let result = model.evaluate(
      examples, tokenizer: tokenizer, batch: state.options.batch, progress: progress)
    state.lastEvaluation = result
    return result
  }

  /// Writes all that the run needs to go on exactly here, whole or not at all.
  public func save(to url: URL) throws {
    var tensors = model.parameters.named(as: .float32)
    for (name, group, index) in optimized {
      for (label, moments) in [("first", optimizer.first), ("second", optimizer.second)] {
        let moment = moments[group][index]
        tensors.append(
          NamedTensor(name: "adamw.\(label).\(name)", shape: moment.shape, floats: moment.floats))
      }
    }
    try SafeTensors.write(tensors, metadata: try state.metadata(), to: url)
  }

  /// Goes on where `save` left off.
  public func restore(from url: URL) throws {
    let file = try SafeTensors(contentsOf: url)
    let saved = try RunState(from: file)
    try requireSame(file, "the model", saved.configuration, state.configuration)
    var options = saved.options
    options.steps = state.options.steps  // another end bends the schedule from here on
    try requireSame(file, "the options", options, state.options)
    try requireSame(file, "the precision", saved.precision, state.precision)
    try requireSame(file, "the tokenizer", saved.tokenizer, state.tokenizer)
    for name in model.parameters.names {
      let target = model.parameters[name]
      target.copy(from: Tensor(try file.floats(name), shape: target.shape))
    }
    for (name, group, index) in optimized {
      for (label, moments) in [("first", optimizer.first), ("second", optimizer.second)] {
        let target = moments[group][index]
        target.copy(
          from: Tensor(try file.floats("adamw.\(label).\(name)"), shape: target.shape))
      }
    }
    state = saved
    state.options = options
  }

  private func requireSame<Value: Equatable>(
    _ file: SafeTensors, _ what: String, _ found: Value, _ wanted: Value
  ) throws {
    guard found != wanted else { return }
    throw TrainingError.mismatch(
      file: file.url, what: what, found: "\(found)", wanted: "\(wanted)")
  }
}

/// The official groups: weight decay on matrices named `.weight` only, the raw decay's bias `w0`
/// at twice the learning rate.
private func makeOptimizer(
  _ parameters: Parameters, _ options: TrainingOptions
) -> (AdamW, [(name: String, group: Int, index: Int)]) {
  var members: [[String]] = [[], [], []]
  for name in parameters.names {
    let isMatrix = parameters[name].shape.count { $0 > 1 } >= 2
    if name.contains("att.w0") {
      members[1].append(name)
    } else if isMatrix && name.hasSuffix(".weight") {
      members[0].append(name)
    } else {
      members[2].append(name)
    }
  }
  let scales = [1.0, 2, 1]
  let decays = [options.weightDecay, 0, 0]
  let groups = members.indices.map { group in
    AdamW.Group(
      parameters: members[group].map { parameters[$0] }, learningRateScale: scales[group],
      weightDecay: decays[group])
  }
  let places = members.enumerated().flatMap { group, names in
    names.enumerated().map { (name: $1, group: group, index: $0) }
  }
  return (AdamW(groups, beta1: 0.9, beta2: 0.99, epsilon: 1e-18), places)
}
