// The option that names one model, for the parts that need no more.

import ArgumentParser
import Checkpoint
import Foundation
import RWKV

/// One model: the one that is named, or the first of those in Models.
struct OneModel: ParsableArguments {
  @Option(help: "A checkpoint as continuo loads it; otherwise the first in Models.")
  var model: String?

  func load() throws -> Model {
    try Model(SafeTensors(contentsOf: OneModel.url(model)), threads: 1)
  }

  /// Where the model is that is named, or the first.
  static func url(_ name: String?) throws -> URL {
    let folder = SourceTree.root.appending(path: "Models")
    let url =
      name.map { URL(filePath: $0) }
      ?? SourceTree.files(below: folder, endings: ["safetensors"]).first
    guard let url else {
      throw UserError("there is no model in \(folder.path); name one with --model")
    }
    return url
  }
}

extension Model {
  var title: String {
    "RWKV-\(configuration.generation.rawValue), \(configuration.layerCount) layers of "
      + "\(configuration.width), vocabulary of \(configuration.vocabularySize)"
  }
}
