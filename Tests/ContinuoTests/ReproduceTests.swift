// `continuo complete --reproduce`, run as a user does.

import Foundation
import MIDIFile
import Music
import TestSupport
import Testing

@Suite struct ReproduceTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(Pieces.waltz.midi(), to: "waltz.mid")
    try folder.write(NoiseModel.bytes, to: "noise.safetensors")
  }

  private func complete(_ arguments: String...) throws -> Command.Outcome {
    try Command.run(
      ["complete", "waltz.mid", "--model", "noise.safetensors"] + arguments, in: folder.url)
  }

  @Test func aTakeIsWrittenAgainByteForByte() throws {
    for (index, asked) in [
      ["--bars", "2"], ["--bars", "2,4-5", "--hand", "right", "--key", "C"],
      ["--bars", "1", "--precision", "int8", "--temperature", "1.5", "--top-p", "0.7"],
    ].enumerated() {
      let first = try Command.run(
        ["complete", "waltz.mid", "--model", "noise.safetensors", "--takes", "3"]
          + ["--out", "a\(index)"] + asked, in: folder.url)
      #expect(first.status == 0)
      let take = "a\(index)/waltz-take-3.mid"
      let outcome = try complete("--reproduce", take, "--out", "b\(index)", "--threads", "1")
      #expect(outcome.status == 0, "\(outcome.error)")
      #expect(
        folder.files.filter { $0.hasPrefix("b\(index)/") && $0.hasSuffix("mid") }
          == ["b\(index)/waltz-take-3.mid"])
      #expect(try folder.read("b\(index)/waltz-take-3.mid") == folder.read(take))
    }
  }

  @Test func whereDrawsAreTheSameBolderTakesAreShownAndMadeAgain() throws {
    // Up and down, three times, in one voice: with this similarity nothing else can follow.
    let steps = [0, 2, 4, 5, 7, 5, 4, 2]
    let notes = (0..<24).map { index in
      Note(
        onset: Tick(index * 480), duration: Tick(480), pitch: Pitch(60 + steps[index % 8]),
        velocity: Velocity(64))
    }
    try folder.write(Score(ticksPerQuarter: 480, tracks: [Track(notes: notes)]).midi(), to: "a.mid")
    let command = ["complete", "a.mid", "--model", "noise.safetensors", "--out"]
    let first = try Command.run(
      command + ["b", "--takes", "3", "--bars", "2", "--similarity", "1000", "--top-p", "0.1"]
        + ["--seed", "4"],
      in: folder.url)
    #expect(first.status == 0)
    let files = try (1...3).map { try folder.read("b/a-take-\($0).mid") }
    #expect(Set(files.map { Score.takeNotes(in: $0) }).count == 3)
    let lines = first.output.split(separator: "\n").filter { $0.contains(".mid  ") }
    #expect(lines.map { $0.hasSuffix(", bolder") } == [false, true, true])
    for (index, file) in files.enumerated() {
      let take = "b/a-take-\(index + 1).mid"
      let again = try Command.run(command + ["c", "--reproduce", take], in: folder.url)
      #expect(again.status == 0, "\(again.error)")
      #expect(try folder.read("c/a-take-\(index + 1).mid") == file)
    }
  }

  @Test(arguments: [
    ["--bars", "2"], ["--hand", "left"], ["--takes", "3"], ["--candidates", "9"], ["--seed", "1"],
    ["--temperature", "0.5"], ["--similarity", "2"], ["--top-p", "0.8"], ["--top-k", "5"],
    ["--min-p", "0.1"], ["--repetition", "2"], ["--key", "C"], ["--range", "C3-C6"],
    ["--chords", "Em"], ["--chords", "Em", "--chords-only"], ["--density", "3"], ["--grid", "2"],
    ["--notes-per-bar", "3"], ["--chords-per-bar", "3"], ["--polyphony", "3"], ["--playable"],
    ["--keep-rhythm"], ["--keep", "C5-C7"], ["--dynamics", "off"], ["--pedal", "on"],
  ])
  func whatTheTakeSaysItselfIsRefused(option: [String]) throws {
    let outcome = try Command.run(
      ["complete", "waltz.mid", "--reproduce", "waltz.mid"] + option, in: folder.url)
    let said = "error: \(option[0]): the take that --reproduce names says this itself."
    #expect(outcome.error == "\(said)\nLeave out \(option[0]), or --reproduce.\n")
  }

  @Test func whatIsNotTheSameIsSaid() throws {
    #expect(try complete("--takes", "1", "--bars", "1", "--out", "a").status == 0)
    let take = "a/waltz-take-1.mid"
    func error(_ arguments: [String]) throws -> String {
      let outcome = try Command.run(arguments + ["--out", "b"], in: folder.url)
      #expect(outcome.status == 1)
      return outcome.error
    }
    let model = ["--model", "noise.safetensors"]
    try folder.write(Pieces.oneNote.midi(), to: "other.mid")
    #expect(
      try error(["complete", "other.mid", "--reproduce", take] + model).contains("another piece"))
    #expect(
      try error(["complete", "waltz.mid", "--reproduce", "waltz.mid"] + model)
        .contains("waltz.mid: the file does not say how a take in it was made"))
    #expect(
      try error(["complete", "waltz.mid", "--reproduce", take, "--precision", "int8"] + model)
        .contains("Leave --precision out"))
    #expect(
      try error(["complete", "waltz.mid", "--reproduce", take, "--key", "C"] + model)
        .contains("error: --key: "))
    let damaged = String(decoding: try folder.read(take), as: Unicode.ASCII.self)
    #expect(damaged.contains("Continuo-Take/3 "))
    var bytes = try folder.read(take)
    let mark = Array("Continuo-Take/3".utf8)
    let place = try #require(bytes.indices.first { bytes[$0...].starts(with: mark) })
    bytes[place + mark.count - 1] = UInt8(ascii: "9")
    try folder.write(bytes, to: "later.mid")
    #expect(
      try error(["complete", "waltz.mid", "--reproduce", "later.mid"] + model)
        .contains("version 9"))
    #expect(!folder.files.contains("b"))
  }
}

extension Score {
  /// The notes of all tracks after the first, as text.
  fileprivate static func takeNotes(in file: [UInt8]) -> String {
    guard let score = try? Score(midi: file) else { return "unreadable" }
    return "\(score.tracks.dropFirst().flatMap(\.notes))"
  }
}
