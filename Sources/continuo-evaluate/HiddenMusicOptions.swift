// The options of what hides bars of pieces and fills them.

import ArgumentParser
import Completion
import Foundation
import MIDIFile
import Music
import RWKV
import Random
import Tokens

/// Which pieces bars are hidden in, and which model fills them.
struct HiddenMusicOptions: ParsableArguments {
  @Argument(help: "Folders with MIDI files that the model was not trained on.")
  var folders: [String]

  @OptionGroup var one: OneModel

  @Flag(help: "Prints JSON instead of a table.")
  var json = false

  struct Opened {
    let model: Model
    let cells: Cells
    /// In an order of their own, always the same.
    let scores: [Score]
    /// For what is drawn next.
    var random: SplitMix64
  }

  /// Shuffles the pieces and opens the model.
  func open() throws -> Opened {
    let model = try one.load()
    var random = SplitMix64(seed: 1)
    let scores = try scores().shuffled(using: &random)
    return Opened(model: model, cells: try Cells(of: model), scores: scores, random: random)
  }

  /// The pieces in the folders, in the order of their paths; files that cannot be read are left
  /// out.
  func scores() throws -> [Score] {
    var scores: [Score] = []
    for folder in folders {
      let walk = FileManager.default.enumerator(
        at: URL(filePath: folder, directoryHint: .isDirectory), includingPropertiesForKeys: nil)
      let files = (walk?.compactMap { $0 as? URL } ?? [])
        .filter { ["mid", "midi"].contains($0.pathExtension.lowercased()) }
        .sorted { $0.path < $1.path }
      for url in files {
        if let score = try? Score(midi: [UInt8](Data(contentsOf: url))) { scores.append(score) }
      }
    }
    guard !scores.isEmpty else {
      throw UserError("there is no MIDI file in \(folders.joined(separator: ", ")); name others")
    }
    return scores
  }
}
