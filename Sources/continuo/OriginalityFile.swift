// The index of a model's training music, beside the model.

import Completion
import Foundation

/// The index of a model's training music, beside the model.
enum OriginalityFile {
  static let ending = "originality"

  /// The index of a model; nil where none is beside it.
  static func index(ofModel url: URL) throws(UserError) -> PassageIndex? {
    let place = url.deletingPathExtension().appendingPathExtension(ending)
    guard FileManager.default.fileExists(atPath: place.path) else { return nil }
    do { return try PassageIndex(contentsOf: place) } catch {
      throw UserError(place, error.problem, advice: error.advice)
    }
  }
}
