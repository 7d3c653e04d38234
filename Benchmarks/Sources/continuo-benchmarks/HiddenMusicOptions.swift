// The options of what hides bars of pieces and fills them.

import ArgumentParser
import Completion
import Foundation
import Music
import RWKV
import Random
import Tokens

/// Which pieces bars are hidden in, and which model fills them.
struct HiddenMusicOptions: ParsableArguments {
  @Argument(help: "Folders with MIDI files that the model was not trained on.")
  var folders: [String] = []

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

  func open() throws -> Opened {
    let named = folders.map { URL(filePath: $0, directoryHint: .isDirectory) }
    let music = try MusicFiles(below: named.isEmpty ? MusicFiles.defaultFolders() : named)
    let model = try one.load()
    var random = SplitMix64(seed: 1)
    let scores = music.scores.shuffled(using: &random)
    return Opened(model: model, cells: try Cells(of: model), scores: scores, random: random)
  }

  func print(_ table: Table) throws {
    var document = Report()
    document.tables = [table]
    try document.print(asJSON: json)
  }
}
