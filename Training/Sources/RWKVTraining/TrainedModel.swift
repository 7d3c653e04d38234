// What a file says of the model in it: a checkpoint of a run, or a model as it is shipped.

import Checkpoint
import Foundation

/// A model on disk with what it was trained with: in a checkpoint of `continuo-train train`, or in
/// a file that `continuo-train export` wrote.
public struct TrainedModel: Sendable {
  public let configuration: Configuration
  public let options: TrainingOptions
  /// MidiTok's tokenizer.json.
  public let tokenizer: String
  /// Steps of training.
  public let step: Int
  private let file: SafeTensors

  /// - Throws: `TrainingError` where the file is neither.
  public init(from file: SafeTensors) throws {
    self.file = file
    guard let text = file.metadata["configuration"], file.metadata["run"] == nil else {
      let state = try RunState(from: file)
      (configuration, options) = (state.configuration, state.options)
      (tokenizer, step) = (state.tokenizer, state.step)
      return
    }
    func metadata(_ key: String) throws -> String {
      guard let value = file.metadata[key] else {
        throw TrainingError.missingMetadata(file: file.url, key: key)
      }
      return value
    }
    do {
      configuration = try JSONDecoder().decode(Configuration.self, from: Data(text.utf8))
    } catch { throw TrainingError.otherVersion(file: file.url) }
    options = try TrainingOptions(written: Data(try metadata("options").utf8), file: file.url)
    tokenizer = try metadata("tokenizer")
    step = Int(try metadata("steps")) ?? 0
  }

  /// In fp32, whatever the file has.
  public func parameters() throws -> Parameters { try Parameters(configuration, from: file) }
}
