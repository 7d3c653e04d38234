// `continuo inspect`, `continuo logits`, the help and the version.

import Foundation
import MIDIFile
import Music
import TestSupport
import Testing

@Suite struct OtherCommandsTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(Pieces.waltz.midi(), to: "waltz.mid")
    try folder.write(NoiseModel.bytes, to: "noise.safetensors")
    try folder.write(NoiseModel.tokenizer.utf8, to: "tokenizer.json")
  }

  private func run(_ arguments: String...) throws -> Command.Outcome {
    try Command.run(arguments, in: folder.url)
  }

  @Test func everyCommandShowsExamples() throws {
    for command in ["complete", "inspect", "logits", "prepare"] {
      let help = try run(command, "--help")
      #expect(help.status == 0)
      #expect(help.output.contains("continuo \(command) "))
      #expect(help.output.contains("Examples:"))
    }
  }

  @Test func withoutArgumentsTheHelpIsShown() throws {
    let outcome = try run()
    #expect(outcome.status == 0)
    #expect(outcome.output == (try run("--help")).output)
    #expect(outcome.output.contains("complete"))
  }

  @Test func theVersionIsOneLine() throws {
    let outcome = try run("--version")
    #expect(outcome.status == 0)
    let line = try #require(outcome.output.split(separator: "\n").first)
    #expect(line.split(separator: ".").compactMap { Int($0) }.count == 3)
  }

  @Test func aPieceIsDescribed() throws {
    let output = try run("inspect", "waltz.mid").output
    for line in [
      "bars      6", "metre     3/4", "tempo     150 quarters per minute", "duration  0:07",
      "notes     24", "division  480 ticks per quarter",
    ] { #expect(output.contains(line), "\(line) is not in\n\(output)") }
    #expect(output.contains("\"Left hand\""))
  }

  @Test func idsAndNamesAreThoseOfOneVocabulary() throws {
    let ids = try JSONDecoder().decode(
      [Int].self, from: Data(run("inspect", "waltz.mid", "--ids").output.utf8))
    let names = try run("inspect", "waltz.mid", "--tokens").output
      .split { $0 == " " || $0 == "\n" }
    #expect(ids.count == names.count)
    #expect(ids.allSatisfy { 0..<NoiseModel.vocabularySize ~= $0 })
    // The same name has the same id everywhere, and the other way round.
    #expect(Set(zip(ids, names).map { "\($0) \($1)" }).count == Set(ids).count)
    #expect(Set(ids).count == Set(names).count)
    #expect(names.filter { $0 == "Bar_None" }.count == 6)
    #expect(names.filter { $0.hasPrefix("Pitch_") }.count == 24)
  }

  @Test func aTokenizerFileDecidesTheIds() throws {
    let own = try run("inspect", "waltz.mid", "--ids").output
    let same = try run("inspect", "waltz.mid", "--ids", "--tokenizer", "tokenizer.json")
    #expect(same.output == own)
    try folder.write("{\"config\": {\"pitch_range\": [30, 108]}}".utf8, to: "other.json")
    let other = try run("inspect", "waltz.mid", "--ids", "--tokenizer", "other.json")
    #expect(other.status == 0)
    #expect(other.output != own)
    let wrong = try run("inspect", "waltz.mid", "--ids", "--tokenizer", "waltz.mid")
    #expect(wrong.status == 1)
    #expect(wrong.error.hasPrefix("error: waltz.mid: not JSON from byte 0 on"))
  }

  @Test func aPieceIsDrawnIntoAFile() throws {
    let outcome = try run("inspect", "waltz.mid", "--plot", "waltz.svg", "--bars", "2-3")
    #expect(outcome.status == 0 && outcome.output.isEmpty && outcome.error.isEmpty)
    let picture = try String(
      contentsOf: folder.url.appending(path: "waltz.svg"), encoding: .utf8)
    #expect(picture.hasPrefix("<svg ") && picture.hasSuffix("</svg>\n"))
    #expect(picture.contains("waltz.mid, bars 2 to 3 of 6"))
    #expect(picture.contains("class=\"right\"") && picture.contains("class=\"left\""))
  }

  @Test func handsThatAreNotWrittenAreFoundForThePicture() throws {
    let piano = Track(notes: Pieces.waltz.tracks.flatMap(\.notes))
    let voice = Track(name: "Voice", channel: 1, notes: Array(piano.notes.prefix(4)))
    try folder.write(
      Score(ticksPerQuarter: 480, tracks: [piano, voice]).midi(), to: "song.mid")
    #expect(try run("inspect", "song.mid", "--plot", "song.svg").status == 0)
    let picture = try String(contentsOf: folder.url.appending(path: "song.svg"), encoding: .utf8)
    #expect(picture.contains("song.mid (hands found, not written), "))
    for hand in ["right", "left", "other"] {
      #expect(picture.contains("<g class=\"\(hand)\">\n<rect"), "\(hand)")
    }
  }

  @Test func aPictureThatCannotBeIsRefused() throws {
    for (arguments, message) in [
      (["--plot", "waltz.png"], "error: --plot: waltz.png is not a name for an SVG picture"),
      (["--plot", "a.svg", "--bars", "7-9"], "error: --bars: waltz.mid has 6 bars"),
      (["--plot", "no/folder/a.svg"], "error: no/folder/a.svg: cannot be written"),
    ] {
      let outcome = try Command.run(["inspect", "waltz.mid"] + arguments, in: folder.url)
      #expect(outcome.status == 1)
      #expect(outcome.error.hasPrefix(message), "\(outcome.error)")
    }
  }

  @Test func aDatasetComesWithAPageWhenItIsAskedFor() throws {
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "music"), withIntermediateDirectories: false)
    try folder.write(Pieces.waltz.midi(), to: "music/waltz.mid")
    #expect(try run("prepare", "--out", "plain", "music").status == 0)
    #expect(
      !FileManager.default.fileExists(
        atPath: folder.url.appending(path: "plain/report.html").path))
    let outcome = try run("prepare", "--out", "data", "music", "--report")
    #expect(outcome.status == 0 && outcome.output.contains("24"))
    let page = try String(
      contentsOf: folder.url.appending(path: "data/report.html"), encoding: .utf8)
    #expect(page.contains("1 pieces, 6 bars, 24 notes."))
    #expect(page.components(separatedBy: "</svg>").count == 1 + 6)
    #expect(page.contains("3/4: 6"))
    #expect(page.contains("Keys (Am is A minor)") && page.contains("split  source"))
    #expect(!page.contains("\u{FFFD}"))
  }

  @Test func logitsAreOnePerToken() throws {
    let model = ["--model", "noise.safetensors"]
    let last = try Command.run(["logits", "--ids", "1,4,300"] + model, in: folder.url)
    let all = try Command.run(["logits", "--ids", "1, 4, 300", "--all"] + model, in: folder.url)
    let row = try JSONDecoder().decode([Float].self, from: Data(last.output.utf8))
    let rows = try JSONDecoder().decode([[Float]].self, from: Data(all.output.utf8))
    #expect(row.count == NoiseModel.vocabularySize)
    #expect(Set(row).count > 100)
    #expect(rows.count == 3)
    for (a, b) in zip(rows[2], row) { #expect(abs(a - b) < 1e-4) }
  }

  @Test func idsThatTheModelLacksAreNamed() throws {
    for ids in [",", "1,,2", "576", "-1", "x", "99999999999999999999"] {
      let outcome = try run("logits", "--model", "noise.safetensors", "--ids=\(ids)")
      #expect(outcome.status == 1)
      #expect(outcome.error.hasPrefix("error: --ids: "))
      #expect(outcome.output.isEmpty)
    }
  }
}
