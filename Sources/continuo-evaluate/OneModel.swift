// The option that names the model that is evaluated.

import ArgumentParser
import Checkpoint
import Foundation
import RWKV

/// One model: the one that is named, or the first in the folder Models.
struct OneModel: ParsableArguments {
  @Option(
    help: "A checkpoint as continuo loads it; otherwise the first in the folder Models, here.")
  var model: String?

  func load() throws -> Model { try Model(SafeTensors(contentsOf: url()), threads: 1) }

  /// Where the model is.
  func url() throws -> URL {
    if let model { return URL(filePath: model) }
    let folder = URL(filePath: "Models", directoryHint: .isDirectory)
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    let models = (files ?? []).filter { $0.pathExtension == "safetensors" }
      .sorted { $0.path < $1.path }
    guard let first = models.first else {
      throw UserError("there is no model in the folder Models; name one with --model")
    }
    return first
  }
}
