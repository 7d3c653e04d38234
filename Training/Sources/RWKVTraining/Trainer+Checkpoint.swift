// A training run to and from its checkpoint.

import Checkpoint
import Foundation
import Torch

extension Trainer {
  /// Writes all that the run needs to go on exactly here, whole or not at all.
  public func save(to url: URL) throws {
    var tensors = model.parameters.named(as: .float32)
    for (name, moment) in optimizer.moments {
      tensors.append(NamedTensor(name: name, shape: moment.shape, floats: moment.floats))
    }
    try SafeTensors.write(tensors, metadata: try state.metadata(), to: url)
  }

  /// Goes on where `save` left off, in this run's precision. Nothing has changed when it throws.
  public func restore(from url: URL) throws {
    let file = try SafeTensors(contentsOf: url)
    let saved = try RunState(from: file)
    try requireSame(file, "the model", saved.configuration, state.configuration)
    var options = saved.options
    options.steps = state.options.steps  // another end bends the schedule from here on
    try requireSame(file, "the options", options, state.options)
    try requireSame(file, "the tokenizer", saved.tokenizer, state.tokenizer)
    let targets = model.parameters.names.map { ($0, model.parameters[$0]) } + optimizer.moments
    for (name, target) in targets {
      try requireSame(file, "the shape of \(name)", try file.shape(of: name), target.shape)
    }
    for (name, target) in targets {
      target.copy(from: Tensor(try file.floats(name), shape: target.shape))
    }
    let precision = state.precision
    state = saved
    state.options = options
    // Another machine may compute faster in other numbers; parameters and moments are fp32 anyway.
    state.precision = precision
  }

  /// Goes back to the checkpoint, to go on from there at half the learning rate with the windows
  /// after those that led to the divergence.
  func rollBack(to url: URL, after divergence: Divergence) throws {
    try restore(from: url)
    let steps = divergence.step - state.step
    state.history.rollBack(passingOver: steps * state.options.batch)
  }

  private func requireSame<Value: Equatable>(
    _ file: SafeTensors, _ what: String, _ found: Value, _ wanted: Value
  ) throws {
    guard found != wanted else { return }
    throw TrainingError.mismatch(
      file: file.url, what: what, found: "\(found)", wanted: "\(wanted)")
  }
}
