// `continuo originality`, and the marks of takes, run as a user does.

import Foundation
import MIDIFile
import Music
import TestSupport
import Testing

@Suite struct OriginalityCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(Pieces.waltz.midi(), to: "waltz.mid")
    try folder.write(NoiseModel.bytes, to: "noise.safetensors")
  }

  private func run(_ arguments: String...) throws -> Command.Outcome {
    try Command.run(arguments, in: folder.url)
  }

  private struct Report: Decodable {
    struct Take: Decodable {
      let notesFound: Int?
      let notes: [[String: Int]]
    }
    let takes: [Take]
  }

  private func take(_ arguments: String...) throws -> Report.Take {
    let outcome = try Command.run(
      ["complete", "waltz.mid", "--model", "noise.safetensors", "--json"] + arguments,
      in: folder.url)
    #expect(outcome.status == 0, "\(outcome.error)")
    let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
    return try #require(report.takes.first)
  }

  @Test func aTakeThatStandsInTheTrainingMusicIsMarked() throws {
    let asked = ["--bars", "6", "--takes", "1", "--seed", "5"]
    let before = try Command.run(
      ["complete", "waltz.mid", "--model", "noise.safetensors", "--out", "a"] + asked,
      in: folder.url)
    #expect(before.status == 0 && !before.output.contains("training"))
    #expect(try take("--reproduce", "a/waltz-take-1.mid").notesFound == nil)

    let music = folder.url.appending(path: "music/train")
    try FileManager.default.createDirectory(at: music, withIntermediateDirectories: true)
    try folder.write(folder.read("a/waltz-take-1.mid"), to: "music/train/take.mid")
    #expect(try run("prepare", "--out", "data", "music").status == 0)
    let made = try run(
      "originality", "data", "--out", "noise.originality", "--length", "8")
    #expect(made.status == 0, "\(made.error)")
    #expect(made.output.contains("passages of 8 notes"))

    let copy = try take("--reproduce", "a/waltz-take-1.mid")
    // A hand may have begun with fewer new notes than half a passage has.
    #expect(try #require(copy.notesFound) > copy.notes.count * 3 / 4)
    let other = try take("--bars", "6", "--takes", "1", "--seed", "6")
    #expect(try #require(other.notesFound) < other.notes.count / 4)
    let text = try run(
      "complete", "waltz.mid", "--model", "noise.safetensors", "--reproduce", "a/waltz-take-1.mid")
    #expect(text.output.contains("of them as in its training music"))
  }

  @Test func whatIsNoDatasetAndWhatIsNoIndexIsSaid() throws {
    #expect(try run("originality", "nowhere", "--out", "x").status == 1)
    #expect(try run("originality", "nowhere", "--out", "x", "--length", "1").status == 1)
    try folder.write("hello".utf8, to: "noise.originality")
    let outcome = try run(
      "complete", "waltz.mid", "--model", "noise.safetensors", "--bars", "1", "--out", "a")
    #expect(outcome.status == 1)
    #expect(outcome.error.contains("noise.originality: is no index of passages"))
    #expect(!folder.files.contains("a"))
  }
}
