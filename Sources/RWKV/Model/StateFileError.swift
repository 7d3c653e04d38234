// Why a file is not a state of the model at hand.

import Checkpoint
import Foundation

/// Why a file is not a state of the model at hand, and which file it is.
public enum StateFileError: Error, Hashable, Sendable {
  case checkpoint(CheckpointError)
  case notAState(file: URL)
  /// The fingerprints of the model at hand and of the one that the state is of.
  case otherModel(expected: String, found: String, file: URL)
  case shape(expected: [Int], found: [Int], file: URL)
  /// At this place of the state stands infinity or no number.
  case notFinite(index: Int, file: URL)
}

extension StateFileError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .checkpoint(let error): error.description
    case .notAState(let file):
      "\(file.path): this is not a saved state. Check the path."
    case .otherModel(let expected, let found, let file):
      "\(file.path): the state belongs to the model \(found), not to this one, which is "
        + "\(expected). Read the prompt again with this model."
    case .shape(let expected, let found, let file):
      "\(file.path): the state has the shape \(found) where \(expected) is needed. "
        + "The file is damaged; read the prompt again."
    case .notFinite(let index, let file):
      "\(file.path): number \(index) of the state is not finite. "
        + "The file is damaged; read the prompt again."
    }
  }
}
