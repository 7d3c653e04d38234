// A training run on disk: parameters, moments, step.

import Checkpoint
import Foundation
import Torch

/// Why a run cannot go on from what is on disk.
public enum TrainingError: Error, CustomStringConvertible {
  case mismatch(file: URL, what: String, found: String, wanted: String)
  case missingMetadata(file: URL, key: String)
  case otherVersion(file: URL)
  case diverged(Divergence, rollbacks: Int)
  case workerLost(step: Int, reason: String)

  public var description: String {
    switch self {
    case .mismatch(let file, let what, let found, let wanted):
      "\(file.path): \(what) is \(found), but this run has \(wanted); "
        + "give the options the run was started with, or another --out"
    case .missingMetadata(let file, let key):
      "\(file.path): no '\(key)' in the metadata; this is no checkpoint of continuo-train, nor a model "
        + "that it exported"
    case .otherVersion(let file):
      "\(file.path): the metadata '\(metadataKey)' is of another version of continuo-train; "
        + "export it with that version, or start a new run with another --out"
    case .workerLost(let step, let reason):
      "step \(step + 1): a worker is gone (\(reason)). The first worker has written the checkpoint of "
        + "step \(step) if it is there still; start the same command again, with as many workers as "
        + "you like"
    case .diverged(let divergence, let rollbacks):
      "step \(divergence.step): \(divergence.symptom.description), after \(rollbacks) returns to the "
        + "last checkpoint; that one is good. Start again with a lower --learning-rate and another "
        + "--out, or go on from the checkpoint with a higher --rollbacks"
    }
  }
}

extension LossWatch.Symptom: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notANumber: "the loss or its gradient is no number"
    case .spike(let loss, let usual):
      String(format: "the loss is %.3f where %.3f was usual", loss, usual)
    }
  }
}

/// What stands in a checkpoint besides the tensors.
public struct RunState: Hashable, Sendable, Codable {
  public var configuration: Configuration
  public var options: TrainingOptions
  public var precision: String
  /// MidiTok's tokenizer.json.
  public var tokenizer: String
  /// Steps done.
  public var step: Int
  /// Targets predicted so far.
  public var tokens: Int
  public var seconds: Double
  public var lastEvaluation: Evaluation?
  public internal(set) var history = RunHistory()
}

private let metadataKey = "run"

extension RunState {
  public init(from file: SafeTensors) throws {
    guard let text = file.metadata[metadataKey] else {
      throw TrainingError.missingMetadata(file: file.url, key: metadataKey)
    }
    do {
      self = try JSONDecoder().decode(RunState.self, from: completed(Data(text.utf8)))
    } catch {
      throw TrainingError.otherVersion(file: file.url)
    }
  }

  func metadata() throws -> [String: String] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return [metadataKey: String(decoding: try encoder.encode(self), as: UTF8.self)]
  }
}

/// A run's metadata in which what older versions did not write has its default.
private func completed(_ metadata: Data) throws -> Data {
  guard var run = try JSONSerialization.jsonObject(with: metadata) as? [String: Any],
    let options = run["options"] as? [String: Any]
  else { return metadata }
  run["options"] = try completed(options: options)
  run["history"] = try run["history"] ?? members(RunHistory())
  return try JSONSerialization.data(withJSONObject: run)
}

/// Options in which what older versions did not write has its default.
private func completed(options: [String: Any]) throws -> [String: Any] {
  var defaults = TrainingOptions()
  (defaults.transposition, defaults.holes) = (nil, nil)  // off is written by leaving it out
  defaults.optimizer = .adamW  // the only one once
  return options.merging(try members(defaults)) { written, _ in written }
}

extension TrainingOptions {
  /// The options in the metadata of `file`.
  init(written data: Data, file: URL) throws {
    do {
      let written = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
      let whole = try JSONSerialization.data(withJSONObject: completed(options: written))
      self = try JSONDecoder().decode(TrainingOptions.self, from: whole)
    } catch { throw TrainingError.otherVersion(file: file) }
  }
}

private func members(_ value: some Encodable) throws -> [String: Any] {
  let data = try JSONEncoder().encode(value)
  return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
}

extension Parameters {
  /// The parameters in a file of ours or of the official trainer.
  public init(_ configuration: Configuration, from file: SafeTensors) throws {
    try self.init(configuration) { name, shape in
      let values = try file.floats(name)
      guard values.count == shape.reduce(1, *) else {
        throw TrainingError.mismatch(
          file: file.url, what: "the shape of \(name)", found: "\(try file.shape(of: name))",
          wanted: "\(shape)")
      }
      return Tensor(values, shape: shape)
    }
  }

  /// The official form, in fp32 or bf16.
  public func named(as type: Checkpoint.ElementType) -> [NamedTensor] {
    names.map { NamedTensor(name: $0, shape: self[$0].shape, floats: self[$0].floats, as: type) }
  }
}
