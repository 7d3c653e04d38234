// The steps of a training run.

import Corpus
import MidiTok
import Tokens
import Torch

/// A training run: the model, its optimizer and where it stands.
public final class Trainer {
  public internal(set) var state: RunState
  public let model: Model
  let optimizer: Optimizer
  let examples: ExampleSource
  let padding: Token
  /// The processes that share a step's windows; nil when this one is alone.
  let workers: WorkerGroup?

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
    tokenizer: String, precision: Torch.ElementType, kernels: Model.Kernels,
    parameters: Parameters? = nil, device: Device = .cpu, workers: WorkerGroup? = nil
  ) {
    let parameters = (parameters ?? Parameters(configuration, seed: options.seed))
      .moved(to: device, configuration)
    self.workers = workers
    state = RunState(
      configuration: configuration, options: options, precision: "\(precision)",
      tokenizer: tokenizer, step: 0, tokens: 0, seconds: 0)
    model = Model(configuration, parameters, precision: precision, kernels: kernels)
    optimizer = Optimizer(parameters, options)
    examples = ExampleSource(dataset.train, dataset.tokenizer, options)
    padding = dataset.tokenizer.paddingToken
  }

  /// This worker's windows of the next step, in the parts that go through the model together, and
  /// how many tokens the windows of all workers predict.
  private func nextParts() -> (parts: [(batch: Batch, dropout: Dropout?)], targetCount: Int) {
    let options = state.options
    let first = state.step * options.batch + state.history.skippedWindows
    let drawn = (first..<first + options.batch).map(examples.example)
    let own = options.parts(ofWorker: workers?.rank ?? 0, of: workers?.size ?? 1)
    let device = model.parameters.device
    let parts = own.map { rows in
      // Chunks, and heads on a card, are computed faster side by side, with padding.
      let batch = Batch(
        Array(drawn[rows]), padding: padding, device: device, packs: model.fusesAll,
        columnSizes: model.configuration.columnSizes)
      let seeds = rows.map { Dropout.seed(ofRun: options.seed, window: first + $0) }
      let dropout =
        options.dropout > 0 ? Dropout(share: options.dropout, seeds: seeds) : nil
      return (batch: batch, dropout: dropout)
    }
    let width = max(1, model.configuration.columnSizes.count)
    return (parts, drawn.reduce(0) { $0 + $1.tokens.count / width - max(1, $1.start) })
  }

  /// One optimizer step on the next windows.
  ///
  /// - Throws: `Divergence` when the step must not be made, `WorkerGroupError` when a worker is
  ///   gone; nothing has changed then.
  public func step() throws -> Report {
    let started = ContinuousClock.now
    let options = state.options
    let (parts, targetCount) = nextParts()
    var loss = 0.0
    defer { Tensor.clearGradients(of: model.parameters.all) }
    for (part, dropout) in parts {
      var model = self.model
      model.dropout = dropout
      let share = Double(part.targetCount) / Double(targetCount)
      loss +=
        share * model.addGradients(of: part, share: share, recomputing: options.recomputesBlocks)
    }
    if let workers {
      loss = try workers.sums([loss])[0]
      try workers.sumGradients(of: model.parameters.all)
    }
    let norm = Tensor.clipGradients(of: model.parameters.all, to: options.gradientLimit)
    try check(loss, gradientNorm: norm)
    let learningRate =
      options.learningRate(atStep: state.step) * state.history.learningRateScale
    optimizer.step(number: state.step + 1, learningRate: learningRate)
    let seconds = (ContinuousClock.now - started) / .seconds(1)
    state.history.watch.add(loss)
    state.step += 1
    state.tokens += targetCount
    state.seconds += seconds
    return Report(
      step: state.step, loss: loss, learningRate: learningRate, gradientNorm: norm,
      tokens: targetCount, seconds: seconds)
  }

  /// Throws when the loss of the next step's windows says that the parameters are broken.
  ///
  /// - Parameter isAlone: Whether to look at this worker's windows only, for want of the others.
  func checkNextLoss(isAlone: Bool = false) throws {
    let (parts, targetCount) = nextParts()
    let nats = withoutGradients {
      parts.reduce(0.0) { $0 + model.loss($1.batch).nats.scalar * Double($1.batch.targetCount) }
    }
    let ownCount = parts.reduce(0) { $0 + $1.batch.targetCount }
    try check(
      isAlone ? nats / Double(ownCount) : sums([nats])[0] / Double(targetCount), gradientNorm: 0)
  }

  private func check(_ loss: Double, gradientNorm: Double) throws {
    if let symptom = state.history.watch.symptom(loss: loss, gradientNorm: gradientNorm) {
      throw Divergence(step: state.step + 1, symptom: symptom)
    }
  }

  /// Predicts the examples, each worker its share.
  public func evaluate(
    _ examples: [Example], tokenizer: Tokenizer, progress: (Double) throws -> Void = { _ in }
  ) throws -> Evaluation {
    let (rank, size) = (workers?.rank ?? 0, workers?.size ?? 1)
    let own = stride(from: rank, to: examples.count, by: size).map { examples[$0] }
    let result = try model.evaluate(
      own, tokenizer: tokenizer, batch: state.options.batch, progress: progress)
    let sums = try sums([result.nats, Double(result.tokens), Double(result.notes)])
    return Evaluation(nats: sums[0], tokens: Int(sums[1]), notes: Int(sums[2]))
  }

  /// Notes an evaluation of the parameters as they are.
  func add(_ result: Evaluation) {
    state.lastEvaluation = result
    state.history.add(result, step: state.step)
  }
}
