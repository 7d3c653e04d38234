// Parameters that begin where another model is.

import Checkpoint
import Foundation
import MidiTok
import Tokens
import Torch

extension Parameters {
  /// Parameters that begin where another model is: each of its parameters that this model has too,
  /// and the rows of tokens by their names, so that the vocabularies may differ. What the other
  /// model lacks, such as further layers, is fresh; a fresh layer changes nothing at first.
  ///
  /// - Parameters:
  ///   - file: A checkpoint of a run, or an exported model; both name their tokens.
  ///   - vocabulary: Of this model.
  /// - Throws: Where a parameter of both has different shapes, or the file does not name its
  ///   tokens.
  public init(
    _ configuration: Configuration, seed: UInt64, startingFrom file: SafeTensors,
    vocabulary: [String]
  ) throws {
    let fresh = Parameters(configuration, seed: seed)
    let rows = try Parameters.rows(of: file, for: vocabulary)
    try self.init(configuration) { name, shape in
      guard file.contains(name) else { return fresh[name].copied() }
      let theirs = try file.shape(of: name)
      guard name == "emb.weight" || name == "head.weight" else {
        guard theirs == shape else {
          throw TrainingError.mismatch(
            file: file.url, what: name, found: "\(theirs)", wanted: "\(shape)")
        }
        return Tensor(try file.floats(name), shape: shape)
      }
      guard theirs.last == shape.last else {
        throw TrainingError.mismatch(
          file: file.url, what: name, found: "\(theirs)", wanted: "\(shape)")
      }
      let (width, values) = (shape[1], try file.floats(name))
      var mine = fresh[name].floats
      for (row, other) in rows {
        mine.replaceSubrange(
          row * width..<(row + 1) * width, with: values[other * width..<(other + 1) * width])
      }
      return Tensor(mine, shape: shape)
    }
  }

  /// For each token that both vocabularies have its row here and its row in the file.
  private static func rows(
    of file: SafeTensors, for vocabulary: [String]
  ) throws -> [(Int, Int)] {
    let json = try file.metadata["tokenizer"] ?? RunState(from: file).tokenizer
    let theirs = try Tokenizer(tokenizerJSON: json.utf8).vocabulary
    let places = Dictionary(
      zip(theirs, theirs.indices), uniquingKeysWith: { first, _ in first })
    return vocabulary.enumerated().compactMap { row, name in places[name].map { (row, $0) } }
  }
}

extension Tensor {
  fileprivate func copied() -> Tensor { Tensor(floats, shape: shape) }
}
