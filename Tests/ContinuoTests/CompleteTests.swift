// `continuo complete`, run as a user does.

import Foundation
import MIDIFile
import Music
import TestSupport
import Testing

/// A folder with a piece and a model, and the command run there.
private struct Workplace {
  let folder: TemporaryFolder

  init(_ piece: [UInt8] = Pieces.waltz.midi()) throws {
    folder = try TemporaryFolder()
    try folder.write(piece, to: "waltz.mid")
    try folder.write(NoiseModel.bytes, to: "noise.safetensors")
  }

  func complete(_ arguments: String...) throws -> Command.Outcome {
    try Command.run(
      ["complete", "waltz.mid", "--model", "noise.safetensors"] + arguments, in: folder.url)
  }

  func score(_ name: String) throws -> Score { try Score(midi: folder.read(name)) }
}

private struct Report: Decodable {
  struct Note: Decodable { let onset, duration, pitch, velocity: Int }
  struct Bar: Decodable { let onset, end: Int }
  struct Take: Decodable {
    let number: Int
    let seed: UInt64
    let file: String
    let logLikelihood, logLikelihoodPerNote: Double
    let notes: [Note]
  }
  struct Seconds: Decodable { let firstNote, total: Double }
  let takes: [Take]
  let bars: [Bar]
  let picture: String
  let seconds: Seconds
}

private func report(_ outcome: Command.Outcome) throws -> Report {
  try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
}

@Suite struct CompleteTests {
  @Test func takesAndAPictureAreWritten() throws {
    let place = try Workplace()
    let outcome = try place.complete("--takes", "3", "--bars", "2", "--out", "ideas")
    #expect(outcome.status == 0)
    #expect(outcome.error.isEmpty)
    let expected = (1...3).map { "ideas/waltz-take-\($0).mid" } + ["ideas/waltz-takes.svg"]
    #expect(place.folder.files.filter { $0.hasPrefix("ideas/") } == expected)
    for file in expected { #expect(outcome.output.contains(file)) }
    #expect(outcome.output.utf8.allSatisfy { $0 < 128 })
    #expect(try place.folder.read("ideas/waltz-takes.svg").starts(with: "<svg".utf8))
  }

  @Test func thePromptIsInEachTakeAsItWas() throws {
    let place = try Workplace()
    #expect(try place.complete("--takes", "4", "--bars", "3", "--out", "out").status == 0)
    let prompt = try place.score("waltz.mid")
    for number in 1...4 {
      let take = try place.score("out/waltz-take-\(number).mid")
      #expect(Array(take.tracks.prefix(2)) == prompt.tracks)
      #expect(take.tempos == prompt.tempos && take.metres == prompt.metres)
      #expect(take.keys == prompt.keys)
      let new = take.tracks.dropFirst(2)
      #expect(!new.isEmpty)
      #expect(new.allSatisfy { $0.name.hasPrefix("Continuo take \(number), ") })
      let notes = new.flatMap(\.notes)
      #expect(notes.allSatisfy { $0.onset >= Tick(18 * 480) && $0.end <= Tick(27 * 480) })
    }
  }

  @Test func theReportSaysAllThatWasAskedFor() throws {
    let place = try Workplace()
    let outcome = try place.complete(
      "--json", "--takes", "2", "--candidates", "3", "--bars", "2-3", "--seed", "9", "--top-k", "9",
      "--key", "C", "--range", "C3-C6", "--chords", "Em | Am", "--chords-only", "--grid", "2",
      "--density", "3", "--notes-per-bar", "7", "--polyphony", "4", "--playable", "--pedal", "off",
      "--keep", "C5-C7")
    #expect(outcome.status == 0, "\(outcome.error)")
    let json = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    let options = try #require(json?["options"] as? [String: Any])
    func number(_ name: String) -> Double? { (options[name] as? NSNumber)?.doubleValue }
    for (name, value) in [
      ("takes", 2), ("candidates", 3), ("seed", 9), ("topK", 9), ("topP", 0.9), ("temperature", 1),
      ("similarity", 1), ("grid", 2), ("density", 3), ("notesPerBar", 7), ("polyphony", 4),
    ] { #expect(number(name) == value, "\(name)") }
    #expect(options["pitchClasses"] as? [Int] == [0, 2, 4, 5, 7, 9, 11])
    #expect(options["range"] as? [Int] == [48, 84])
    #expect(options["onlyChords"] as? String == "| Em | Am |")
    #expect(options["playable"] as? Bool == true && options["rhythm"] as? Bool == false)
    #expect(options["pedals"] as? Bool == false && options["dynamics"] == nil)
    #expect((options["locked"] as? [[Int]])?.allSatisfy { 72...96 ~= $0[2] } == true)
    #expect((options["locked"] as? [[Int]])?.isEmpty == false)
  }

  @Test func theReportSaysWhatIsInTheFiles() throws {
    let place = try Workplace()
    let outcome = try place.complete(
      "--json", "--takes", "2", "--candidates", "2", "--bars", "2", "--seed", "9")
    #expect(outcome.status == 0 && outcome.error.isEmpty)
    let report = try report(outcome)
    #expect(report.bars.map(\.onset) == [18 * 480, 21 * 480])
    #expect(report.bars.map(\.end) == [21 * 480, 24 * 480])
    #expect(report.takes.map(\.number) == [1, 2])
    #expect(report.takes.contains { $0.seed == 9 })
    #expect(report.seconds.firstNote <= report.seconds.total)
    #expect(FileManager.default.fileExists(atPath: place.folder.path(report.picture)))
    for take in report.takes {
      #expect(take.logLikelihood < 0)
      let notes = try place.score(take.file).tracks.dropFirst(2).flatMap(\.notes)
      #expect(notes.map(\.onset.value) == take.notes.map(\.onset))
      #expect(notes.map(\.duration.value) == take.notes.map(\.duration))
      #expect(notes.map { Int($0.pitch.number) } == take.notes.map(\.pitch))
      #expect(notes.map { Int($0.velocity.value) } == take.notes.map(\.velocity))
    }
  }

  @Test func barsBetweenOthersAreReplaced() throws {
    let place = try Workplace()
    let outcome = try place.complete("--takes", "2", "--bars", "2,4-5", "--out", "out")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("Bars 2, 4 to 5, seed"))
    let whole = try place.score("waltz.mid")
    let bars = [1, 3, 4].map { Tick($0 * 1440)..<Tick(($0 + 1) * 1440) }
    for number in 1...2 {
      let take = try place.score("out/waltz-take-\(number).mid")
      for (track, given) in zip(take.tracks, whole.tracks) {
        #expect(
          track.notes == given.notes.filter { note in !bars.contains { $0.contains(note.onset) } })
      }
      let new = take.tracks.dropFirst(2).flatMap(\.notes)
      #expect(new.allSatisfy { note in bars.contains { $0.contains(note.onset) } })
    }
  }

  @Test func oneHandIsWrittenBesideTheOther() throws {
    let place = try Workplace()
    let outcome = try place.complete("--takes", "1", "--hand", "left", "--out", "out")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("Bars 1 to 6, left hand, seed"))
    let take = try place.score("out/waltz-take-1.mid")
    let whole = try place.score("waltz.mid")
    #expect(take.tracks.map(\.name) == ["Right hand", "Continuo take 1, left hand"])
    #expect(take.tracks[0] == whole.tracks[0])
  }

  @Test func bothHandsCanBeNamed() throws {
    let place = try Workplace()
    let outcome = try place.complete(
      "--takes", "1", "--bars", "2-3", "--hand", "right", "--hand", "left")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("Bars 2 to 3, seed"))
  }

  @Test func takesThatWillBeAlikeAreAnnounced() throws {
    let place = try Workplace()
    let outcome = try place.complete("--takes", "2", "--bars", "1", "--temperature", "0")
    #expect(outcome.status == 0 && outcome.error.contains("all takes are alike"))
  }

  @Test func velocitiesThatWereHardlyLearnedAreAnnounced() throws {
    for (share, isSaid) in [("0.012", true), ("0.4", false)] {
      let place = try Workplace()
      let metadata = ["tokenizer": NoiseModel.tokenizer, "dynamics_share": share]
      try place.folder.write(NoiseModel.make(metadata: metadata), to: "noise.safetensors")
      let outcome = try place.complete("--takes", "1", "--bars", "1", "--dynamics", "on")
      #expect(outcome.status == 0)
      #expect(outcome.error.contains("1.2 have dynamics") == isSaid)
    }
  }

  @Test func chordsAndADensityAreKeptTo() throws {
    let place = try Workplace()
    let outcome = try place.complete(
      "--takes", "2", "--bars", "2-3", "--chords", "Em | Am", "--chords-only", "--density", "5",
      "--out", "out")
    #expect(outcome.status == 0)
    for number in 1...2 {
      let new = try place.score("out/waltz-take-\(number).mid").tracks.dropFirst(2).flatMap(\.notes)
      #expect(!new.isEmpty)
      for note in new {
        let chord: Set = note.onset < Tick(2880) ? [4, 7, 11] : [9, 0, 4]
        #expect(chord.contains(Int(note.pitch.number) % 12))
      }
    }
  }

  @Test func theSameSeedGivesTheSameBytes() throws {
    let place = try Workplace()
    for (folder, takes) in [("a", "5"), ("b", "5"), ("c", "2")] {
      let outcome = try place.complete("--seed", "3", "--takes", takes, "--out", folder)
      #expect(outcome.status == 0)
    }
    for number in 1...5 {
      let name = "waltz-take-\(number).mid"
      let bytes = try place.folder.read("a/\(name)")
      #expect(try place.folder.read("b/\(name)") == bytes)
      if number <= 2 { #expect(try place.folder.read("c/\(name)") == bytes) }
    }
    _ = try place.complete("--seed", "4", "--takes", "1", "--out", "d")
    let (a, d) = ("a/waltz-take-1.mid", "d/waltz-take-1.mid")
    #expect(try place.folder.read(a) != place.folder.read(d))
  }

  @Test func theTakesDoNotDependOnTheNumberOfThreads() throws {
    let place = try Workplace()
    let bytes = try ["1", "2", "5"].map { threads in
      let outcome = try place.complete(
        "--seed", "3", "--takes", "3", "--bars", "2", "--threads", threads, "--out", threads)
      #expect(outcome.status == 0)
      return try (1...3).map { try place.folder.read("\(threads)/waltz-take-\($0).mid") }
    }
    #expect(bytes[0] == bytes[1] && bytes[1] == bytes[2])
  }

  @Test func eachPrecisionExpectsTheMusicALittleDifferently() throws {
    let place = try Workplace()
    let likelihoods = try ["fp32", "bf16", "int8"].map { precision in
      let outcome = try place.complete(
        "--json", "--seed", "3", "--takes", "1", "--bars", "1", "--precision", precision)
      return try report(outcome).takes[0].logLikelihood
    }
    #expect(Set(likelihoods).count == 3)
  }

  @Test func aTakeCanBeHadAgainByItsSeed() throws {
    let place = try Workplace()
    let third = try report(place.complete("--json", "--takes", "3", "--seed", "1")).takes[2]
    let again = try report(
      place.complete("--json", "--candidates", "1", "--takes", "1", "--seed", "\(third.seed)"))
    #expect(again.takes[0].notes.map(\.onset) == third.notes.map(\.onset))
    #expect(again.takes[0].notes.map(\.pitch) == third.notes.map(\.pitch))
    #expect(again.takes[0].logLikelihood == third.logLikelihood)
  }

  @Test func withoutAFolderNothingIsWrittenOver() throws {
    let place = try Workplace()
    for _ in 1...2 { #expect(try place.complete("--takes", "1", "--bars", "1").status == 0) }
    #expect(place.folder.files.contains("waltz-takes/waltz-take-1.mid"))
    #expect(place.folder.files.contains("waltz-takes-2/waltz-take-1.mid"))
  }

  @Test func theModelCanBeNamedByTheEnvironment() throws {
    let place = try Workplace()
    let outcome = try Command.run(
      ["complete", "waltz.mid", "--bars", "1", "--takes", "1"], in: place.folder.url,
      environment: ["CONTINUO_MODEL": place.folder.path("noise.safetensors")])
    #expect(outcome.status == 0)
  }

  @Test func oneNoteIsEnough() throws {
    let place = try Workplace(Pieces.oneNote.midi())
    #expect(try place.complete("--out", "out", "--bars", "2").status == 0)
    let take = try place.score("out/waltz-take-1.mid")
    #expect(take.tracks.count == 2)
    #expect(take.tracks[0] == Pieces.oneNote.tracks[0])
  }

  @Test func aHundredThousandNotesAreNotTooMany() throws {
    #expect(Pieces.huge.count == 3 << 20)
    let place = try Workplace(Pieces.huge)
    #expect(try place.complete("--out", "out", "--takes", "1", "--bars", "1").status == 0)
    let take = try place.score("out/waltz-take-1.mid")
    #expect(take.tracks[0].notes.count == 100_000)
    #expect(take.tracks[0] == (try place.score("waltz.mid")).tracks[0])
  }

  @Test func theInterruptKeyLeavesNoFileBehind() throws {
    let place = try Workplace()
    let start = Date()
    let outcome = try Command.run(
      [
        "complete", "waltz.mid", "--model", "noise.safetensors", "--out", "out", "--bars", "1000",
        "--takes", "256",
      ], in: place.folder.url, interrupt: { Date().timeIntervalSince(start) > 1 })
    #expect(outcome.status != 0)
    #expect(place.folder.files == ["noise.safetensors", "waltz.mid"])
  }
}
