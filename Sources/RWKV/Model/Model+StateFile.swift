// States on disk, each readable by the model that it belongs to and by no other.

import Checkpoint
import Foundation

extension Model {
  /// Writes a state of this model to a safetensors file, whole or not at all.
  ///
  /// - Parameter isCompact: Whether the numbers are rounded to bfloat16, which halves the file.
  public func write(
    _ state: State, to url: URL, isCompact: Bool = false
  ) throws(StateFileError) {
    precondition(state.count == configuration.stateCount, "a state of another model")
    let tensor = NamedTensor(
      name: StateFile.tensor, shape: stateShape, floats: state.values,
      as: isCompact ? .bfloat16 : .float32)
    do {
      try SafeTensors.write(
        [tensor], metadata: [StateFile.format: "1", StateFile.model: modelMark], to: url)
    } catch { throw .checkpoint(error) }
  }

  /// The state in a file that `write` wrote for a model with the same weights.
  public func readState(_ url: URL) throws(StateFileError) -> State {
    do {
      let file = try SafeTensors(contentsOf: url)
      guard file.metadata[StateFile.format] == "1", file.names == [StateFile.tensor] else {
        throw StateFileError.notAState(file: url)
      }
      let found = file.metadata[StateFile.model] ?? ""
      guard found == modelMark else {
        throw StateFileError.otherModel(expected: modelMark, found: found, file: url)
      }
      let shape = try file.shape(of: StateFile.tensor)
      guard shape == stateShape else {
        throw StateFileError.shape(expected: stateShape, found: shape, file: url)
      }
      let values = try file.floats(StateFile.tensor)
      if let index = values.firstIndex(where: { !$0.isFinite }) {
        throw StateFileError.notFinite(index: index, file: url)
      }
      return State(values)
    } catch let error as StateFileError {
      throw error
    } catch let error as CheckpointError {
      throw .checkpoint(error)
    } catch {
      throw .checkpoint(CheckpointError(.unreadable(error.localizedDescription), file: url))
    }
  }

  /// What each layer remembers, a row for each.
  private var stateShape: [Int] { [configuration.layerCount, configuration.layerStateCount] }

  private var modelMark: String {
    let digits = String(fingerprint, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// The names in a file of a state.
private enum StateFile {
  static let tensor = "state"
  static let format = "continuo.state"
  static let model = "continuo.model"
}
