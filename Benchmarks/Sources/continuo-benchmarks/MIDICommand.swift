// Measures reading MIDI files and making tokens of them.

import ArgumentParser
import Foundation
import Rendering
import Tokens

struct MIDICommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "midi",
    abstract: "Measures how fast MIDI files become scores and tokens, beside symusic and MidiTok.")

  @Argument(help: "Folders with MIDI files.")
  var folders: [String] = []

  @Flag(help: "Leaves out symusic and MidiTok.")
  var alone = false

  @OptionGroup var options: MeasuringOptions

  func run() throws {
    var result = Report()
    let named = folders.map { URL(filePath: $0, directoryHint: .isDirectory) }
    var files = try MusicFiles(below: named.isEmpty ? MusicFiles.defaultFolders() : named)
    guard files.count > 0 else { throw UserError("there are no MIDI files to read") }
    let tokenizer = REMI(.miditok)
    let (peer, opening) = try startPeer(files, tokenizer)
    if let opening { files.remove(opening.refused) }
    guard files.count > 0 else { throw UserError("there is no file that both programs read") }
    let rates = try measureInTurns(
      files.workloads(options, peer: peer, tokenizer), rounds: options.rounds)
    result.tables = [summary(files, opening, tokenizer)] + files.tables(rates, opening)
    try result.print(asJSON: options.json)
  }

  private func startPeer(
    _ files: MusicFiles, _ tokenizer: REMI
  ) throws -> (Peer?, MIDIPeerOpening?) {
    guard !alone else { return (nil, nil) }
    return try inTemporaryFolder { folder in
      let (json, list) = (folder.appending(path: "tokenizer.json"), folder.appending(path: "paths"))
      try Data(tokenizer.configuration.tokenizerJSON.utf8).write(to: json)
      try Data(files.paths.joined(separator: "\n").utf8).write(to: list)
      let peer = try Peer("midi_peer.py", [json.path, list.path])
      return (peer, try peer?.answer())
    }
  }

  /// What was read, and whether both programs made the same of it.
  private func summary(
    _ files: MusicFiles, _ opening: MIDIPeerOpening?, _ tokenizer: REMI
  ) -> Table {
    var table = Table("Files", columns: ["what", "count"])
    table.add(.text("files that all programs read"), .count(files.count))
    table.add(.text("files left out"), .count(files.unreadable + (opening?.refused.count ?? 0)))
    table.add(.text("bytes"), .count(files.byteCount))
    table.add(.text("notes"), .count(files.noteCount))
    if let opening {
      let notes = zip(files.scores, opening.notes).count { $0.noteCount == $1 }
      let tokens = zip(files.scores, opening.checksums)
        .count { checksum(tokenizer.encode($0)) == $1 }
      table.add(.text("files with as many notes in symusic"), .count(notes))
      table.add(.text("files with the same tokens in MidiTok"), .count(tokens))
    }
    return table
  }
}
