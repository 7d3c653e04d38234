// Why the tensors of a checkpoint are not a model that can be run.

import Checkpoint
import Foundation

/// Why a checkpoint is not a model that can be run, with the name of the tensor that shows it.
public enum ModelError: Error, Hashable, Sendable {
  case checkpoint(CheckpointError)
  /// A model of another kind or generation.
  case otherModel(String, file: URL)
  case missing(tensor: String, file: URL)
  case unexpected(tensor: String, file: URL)
  case shape(tensor: String, expected: String, found: [Int], file: URL)
  /// The values of a state for a model of other sizes.
  case stateSize(expected: Int, found: Int)
}

extension ModelError: CustomStringConvertible {
  public var description: String { problem + "." + (advice.map { " \($0)." } ?? "") }

  /// Where, and what is wrong.
  public var problem: String {
    switch self {
    case .checkpoint(let error): error.problem
    case .otherModel(let kind, let file):
      "\(file.path): this is \(kind); only RWKV-5.2, 6 and 7 in their official names "
        + "can be run"
    case .missing(let tensor, let file):
      "\(file.path): the tensor '\(tensor)' is missing"
    case .unexpected(let tensor, let file):
      "\(file.path): the tensor '\(tensor)' has no place in this generation of RWKV; "
        + "a variant of it, perhaps"
    case .shape(let tensor, let expected, let found, let file):
      "\(file.path): the tensor '\(tensor)' has the shape \(found) where \(expected) is needed"
    case .stateSize(let expected, let found):
      "A state of this model has \(expected) numbers, not \(found); it belongs to another model"
    }
  }

  /// What to do about it, where something helps.
  public var advice: String? {
    switch self {
    case .checkpoint(let error): error.advice
    case .missing: "Export the model again, whole"
    case .otherModel, .unexpected, .shape, .stateSize: nil
    }
  }
}
