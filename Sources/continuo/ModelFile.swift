// Finds and opens the model.

import Checkpoint
import Completion
import Foundation
import RWKV
import Tokens

/// Where a model may be, in the order in which it is looked for.
struct ModelFile {
  static let name = "continuo-base.safetensors"
  static let variable = "CONTINUO_MODEL"

  /// - Parameter option: What the user wrote after `--model`.
  /// - Throws: When there is none; the message says where it was looked for.
  static func find(
    _ option: String?, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(UserError) -> URL {
    if let option { return try existing(option, "Check what follows --model") }
    if let path = environment[variable], !path.isEmpty {
      return try existing(path, "Check the environment variable \(variable)")
    }
    let places = candidates()
    for place in places where FileManager.default.fileExists(atPath: place.path) { return place }
    throw UserError(
      nil,
      "there is no model: no --model, no \(variable), and none of these files is there:\n"
        + places.map { "  \($0.path)" }.joined(separator: "\n"),
      advice: "Put \(name) into one of these places, or name a model with --model FILE")
  }

  private static func existing(_ path: String, _ advice: String) throws(UserError) -> URL {
    guard FileManager.default.fileExists(atPath: path) else {
      throw UserError(path, "there is no such model file", advice: advice)
    }
    return URL(filePath: path)
  }

  /// Beside the executable; in the folder Models of the package that the executable was built in,
  /// which is some folders up; in the folder Models where the command is run.
  private static func candidates() -> [URL] {
    var places: [URL] = []
    if let executable = Bundle.main.executableURL?.resolvingSymlinksInPath() {
      var folder = executable.deletingLastPathComponent()
      places.append(folder.appending(path: name))
      for _ in 0..<6 where folder.pathComponents.count > 1 {
        let package = folder.appending(path: "Package.swift")
        if FileManager.default.fileExists(atPath: package.path) {
          places.append(inModels(of: folder))
          break
        }
        folder = folder.deletingLastPathComponent()
      }
    }
    let here = inModels(of: URL(filePath: FileManager.default.currentDirectoryPath))
    return places.contains { $0.path == here.path } ? places : places + [here]
  }

  private static func inModels(of folder: URL) -> URL {
    folder.appending(path: "Models").appending(path: name)
  }
}

func loadModel(
  _ url: URL, precision: Model.Precision = .asStored
) throws(UserError) -> Model {
  do {
    return try Model(SafeTensors(checkpoint: url), precision: precision)
  } catch let error as CheckpointError {
    throw UserError(nil, error.problem, advice: error.advice)
  } catch let error as ModelError {
    throw UserError(nil, error.problem, advice: error.advice)
  } catch {
    throw UserError(nil, "\(error)")
  }
}
