// Compares how long and how exact the tokenizations are.

import ArgumentParser
import Foundation
import MidiTok
import Music
import Rendering
import Tokens

struct TokensCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokens",
    abstract: "Compares how many tokens the tokenizations need, and what they lose.")

  @Argument(help: "Folders with MIDI files; each gets a table.")
  var folders: [String] = []

  @Option(help: "A REMI tokenizer that MidiTok trained with byte pairs.")
  var bytePairs: String?

  @Flag(help: "Prints JSON instead of tables.")
  var json = false

  func run() throws {
    let pairs = try bytePairs.map {
      try BytePairEncoding(tokenizerJSON: [UInt8](Data(contentsOf: URL(filePath: $0))))
    }
    var result = Report()
    let named = folders.map { URL(filePath: $0, directoryHint: .isDirectory) }
    for folder in named.isEmpty ? MusicFiles.defaultFolders() : named {
      let files = try MusicFiles(below: [folder])
      guard files.count > 0 else { throw UserError("there are no MIDI files in \(folder.path)") }
      result.tables.append(table(of: files, in: folder, pairs))
    }
    try result.print(asJSON: json)
  }

  private func table(of files: MusicFiles, in folder: URL, _ pairs: BytePairEncoding?) -> Table {
    let ways = TokenizationWay.all(pairs)
    let remi = REMI(TokenizationWay.configuration(.remi))
    let bars = files.scores.reduce(0) { $0 + remi.encode($1).count(where: remi.isBar) }
    let name = folder.pathComponents.suffix(2).joined(separator: "/")
    var table = Table(
      "\(name): \(files.count) files, \(files.noteCount) notes, \(bars) bars",
      columns: [
        "tokenization", "columns", "tokens/note", "tokens/bar", "notes lost %", "onset", "duration",
        "velocity", "pedal lost %",
      ])
    for way in ways {
      var loss = RoundTrip()
      var tokens = 0
      for score in files.scores {
        let (count, decoded) = way.roundTrip(score)
        tokens += count
        loss.add(score, decoded)
      }
      table.add(
        .text(way.name), .count(way.columns),
        .number(Double(tokens) / Double(max(1, files.noteCount)), digits: 2),
        .number(Double(tokens) / Double(max(1, bars)), digits: 1),
        .number(loss.notesLost * 100, digits: 2), .number(loss.onset, digits: 4),
        .number(loss.duration, digits: 4), .number(loss.velocity, digits: 2),
        loss.pedalLost.map { .number($0 * 100, digits: 1) } ?? .none)
    }
    return table
  }
}
