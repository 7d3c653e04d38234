// What the command says when something is wrong, and that it leaves nothing behind.

import Foundation
import MIDIFile
import Music
import TestSupport
import Testing

/// Runs `continuo complete` in a folder where all is well but for what `arrange` does to it.
private func complaint(
  _ arguments: [String], _ arrange: (TemporaryFolder) throws -> Void = { _ in }
) throws -> String {
  let folder = try TemporaryFolder()
  try folder.write(Pieces.waltz.midi(), to: "waltz.mid")
  try folder.write(NoiseModel.bytes, to: "noise.safetensors")
  try arrange(folder)
  let before = folder.files
  let outcome = try Command.run(
    ["complete"] + arguments, in: folder.url,
    environment: ["CONTINUO_MODEL": folder.path("noise.safetensors")])
  #expect(outcome.status == 1)
  #expect(outcome.output.isEmpty)
  #expect(folder.files == before)
  let lines = outcome.error.split(separator: "\n")
  #expect(lines.first?.hasPrefix("error: ") == true)
  #expect(lines.count >= 2, "no line that says what to do: \(outcome.error)")
  return outcome.error
}

private func complaint(about bytes: some Sequence<UInt8>) throws -> String {
  try complaint(["bad.mid"]) { try $0.write(bytes, to: "bad.mid") }
}

private func complaint(aboutModel bytes: some Sequence<UInt8>) throws -> String {
  try complaint(["waltz.mid", "--model", "bad.model"]) { try $0.write(bytes, to: "bad.model") }
}

@Suite struct ErrorTests {
  @Test func aFileThatIsNoMusicIsNamed() throws {
    #expect(try complaint(["gone.mid"]).contains("gone.mid: there is no such file"))
    #expect(try complaint(["."]).contains("this is a folder"))
    #expect(try complaint(about: []).contains("bad.mid: byte 0: the file is empty"))
    #expect(try complaint(about: "Dear diary".utf8).contains("bad.mid: byte 0: this is neither"))
  }

  @Test func aPieceWithNothingToGoOnFromIsNamed() throws {
    #expect(try complaint(about: Pieces.noNotes.midi()).contains("bad.mid: there are no notes"))
    #expect(try complaint(about: Pieces.drums.midi()).contains("bad.mid: all notes are drums"))
  }

  @Test func keysThatKeepNothingAreNamed() throws {
    let said = try complaint(["waltz.mid", "--bars", "2-3", "--keep", "C8-C8"])
    #expect(said.contains("waltz.mid: no note is on a key that --keep names"))
  }

  @Test func twoControlsThatDisagreeAreNoOption() throws {
    let said = try complaint(["waltz.mid", "--bars", "2-3", "--keep-rhythm", "--grid", "4"])
    #expect(said.contains("error: --keep-rhythm and --grid contradict each other"))
  }

  @Test func bothOptionsThatDisagreeAreNamedAsTheyAreTyped() throws {
    let density = try complaint(["waltz.mid", "--keep-rhythm", "--notes-per-bar", "4"])
    #expect(density.contains("error: --keep-rhythm and --notes-per-bar contradict each other"))
    let keys = try complaint(["waltz.mid", "--key", "C major", "--range", "C#4-C#4"])
    #expect(keys.contains("error: --key and --range contradict each other"))
    let piece = try complaint(["waltz.mid", "--bars", "1", "--keep-rhythm"])
    #expect(piece.contains("waltz.mid: --keep-rhythm and --bars contradict each other"))
  }

  @Test func fewerCandidatesThanTakesAreNamed() throws {
    let said = try complaint(["waltz.mid", "--takes", "4", "--candidates", "2"])
    #expect(said.contains("--candidates 2 and --takes 4 contradict each other"))
    let none = try complaint(["waltz.mid", "--candidates", "0"])
    #expect(none.contains("--candidates 0 is not possible"))
  }

  @Test func anOptionOfSeveralWordsIsNamedAsItIsTyped() throws {
    let said = try complaint(["waltz.mid", "--notes-per-bar", "0"])
    #expect(said.contains("error: --notes-per-bar 0 is not possible"))
  }

  @Test func aCutFileIsReadOrNamed() throws {
    let whole = Pieces.waltz.midi()
    for count in stride(from: 1, to: whole.count, by: whole.count / 7) {
      let said = try complaint(about: whole.prefix(count))
      #expect(said.contains("bad.mid: byte "))
    }
  }

  @Test func everyCutOfAFileIsAnErrorOrAScore() throws {
    let whole = Pieces.waltz.midi()
    var refused = 0
    for count in whole.indices {
      do throws(MIDIFileError) {
        #expect(try Score(midi: Array(whole.prefix(count))).noteCount <= Pieces.waltz.noteCount)
      } catch {
        #expect(0...count ~= error.offset)
        refused += 1
      }
    }
    #expect(refused >= whole.count - 4)
  }

  @Test(arguments: [
    ["--bars", "0"], ["--bars", "9999999999"], ["--takes", "0"], ["--takes", "1000000"],
    ["--temperature=-1"], ["--temperature", "-1"], ["--temperature", "nan"],
    ["--temperature", "inf"], ["--top-p", "0"],
    ["--top-p", "1.5"], ["--top-k", "0"], ["--top-k", "-3"], ["--min-p", "-0.5"], ["--min-p", "2"],
    ["--repetition", "-1"], ["--repetition", "21"], ["--threads", "0"], ["--threads", "-2"],
  ])
  func anImpossibleOptionIsNamed(option: [String]) throws {
    let said = try complaint(["waltz.mid"] + option)
    #expect(said.contains(option[0].prefix { $0 != "=" } + " "))
    #expect(said.contains("not possible"))
  }

  @Test func aHoleThatLeavesNothingIsNamed() throws {
    #expect(try complaint(["waltz.mid", "--bars", "1-6"]).contains("waltz.mid: all notes that"))
  }

  @Test func aHandOfAPieceWithANoteFarAwayIsNamed() throws {
    let far = Note(
      onset: Tick(2_000_000_000), duration: Tick(1), pitch: Pitch(60), velocity: Velocity(1))
    let score = Score(ticksPerQuarter: 1, tracks: [Track(notes: [far])])
    let said = try complaint(["bad.mid", "--hand", "left"]) {
      try $0.write(score.midi(), to: "bad.mid")
    }
    #expect(said.contains("bad.mid: the last note is in bar 500000001"))
    #expect(said.contains("--bars"))
  }

  @Test func aModelWithoutCellsIsNamed() throws {
    let remi = NoiseModel.tokenizer.replacingOccurrences(of: "Cells", with: "REMI")
    let bytes = NoiseModel.make(metadata: ["tokenizer": remi])
    #expect(try complaint(aboutModel: bytes).contains("know no holes"))
  }

  @Test func whatIsNoNumberIsRefused() throws {
    let folder = try TemporaryFolder()
    for option in ["--bars", "--takes", "--seed", "--temperature", "--top-p", "--top-k", "--min-p"]
    {
      let outcome = try Command.run(["complete", "x.mid", option, "many"], in: folder.url)
      #expect(outcome.status != 0 && outcome.status != nil)
      #expect(outcome.error.contains(option))
    }
  }

  @Test func aFolderThatCannotBeWrittenToIsNamed() throws {
    #expect(try complaint(["waltz.mid", "--out", "waltz.mid"]).contains("is a file"))
    #expect(try complaint(["waltz.mid", "--out", "waltz.mid/below"]).contains("is a file"))
  }

  @Test(.enabled(if: NSUserName() != "root", "skipped: the superuser may write anywhere"))
  func aFolderWithoutPermissionIsNamed() throws {
    let said = try complaint(["waltz.mid", "--out", "locked"]) { folder in
      try FileManager.default.createDirectory(
        atPath: folder.path("locked"), withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o500])
    }
    #expect(said.contains("locked"))
  }

  @Test func aModelThatIsNoneIsNamed() throws {
    #expect(
      try complaint(["waltz.mid", "--model", "gone"]).contains("gone: there is no such model"))
    #expect(try complaint(aboutModel: []).contains("bad.model"))
    #expect(try complaint(aboutModel: Pieces.waltz.midi()).contains("bad.model"))
    #expect(try complaint(aboutModel: NoiseModel.bytesWithoutTokenizer).contains("tokenizer"))
    let lacking = NoiseModel.make(without: "blocks.1.att.r_k")
    #expect(try complaint(aboutModel: lacking).contains("blocks.1.att.r_k"))
    let other = NoiseModel.make(metadata: ["tokenizer": "{\"config\": {}}"])
    #expect(try complaint(aboutModel: other).contains("bad.model"))
  }

  @Test(arguments: [1, 7, 8, 9, 100, 2000, 10_000, 100_000])
  func aCutModelIsNamed(count: Int) throws {
    #expect(try complaint(aboutModel: NoiseModel.bytes.prefix(count)).contains("bad.model"))
  }

  @Test func whereNoModelIsItIsSaidWhereOneWasLookedFor() throws {
    let folder = try TemporaryFolder()
    try folder.write(Pieces.waltz.midi(), to: "waltz.mid")
    let gone = try Command.run(
      ["complete", "waltz.mid"], in: folder.url, environment: ["CONTINUO_MODEL": "gone"])
    #expect(gone.status == 1 && gone.error.contains("CONTINUO_MODEL"))
    // In a folder of its own the command finds no package.
    let lonely = folder.url.appending(path: Command.url.lastPathComponent)
    // A file that is being written cannot be run, not even while a process that another test has
    // begun still holds it open; so it is linked, and copied only to another volume.
    do { try FileManager.default.linkItem(at: Command.url, to: lonely) } catch {
      try FileManager.default.copyItem(at: Command.url, to: lonely)
    }
    let outcome = try Command.run(["complete", "waltz.mid"], in: folder.url, executable: lonely)
    #expect(outcome.status == 1)
    for place in ["--model", "CONTINUO_MODEL", "Models"] {
      #expect(outcome.error.contains(place))
    }
  }
}

/// What is said of an option that cannot be understood, before any file is read.
private func complaint(aboutOption option: [String]) throws -> String {
  let folder = try TemporaryFolder()
  let outcome = try Command.run(["complete", "x.mid"] + option, in: folder.url)
  #expect(outcome.status != 0 && outcome.status != nil && outcome.output.isEmpty)
  return outcome.error
}

@Suite struct MisreadOptionTests {
  @Test func aKeyThatIsNoneSaysHowKeysAreWritten() throws {
    for key in ["X minor", "E dorian", "C,,X", ""] {
      let said = try complaint(aboutOption: ["--key", key])
      #expect(said.contains("--key") && said.contains("'E minor'") && said.contains("C,D,E,G,A"))
    }
  }

  @Test func whatIsTheWrongWayRoundIsTurned() throws {
    let bars = try complaint(aboutOption: ["--bars", "12-9"])
    #expect(bars.contains("bar 12 comes after bar 9; write 9-12"))
    let range = try complaint(aboutOption: ["--range", "C6-C3"])
    #expect(range.contains("C6 is higher than C3; write C3-C6"))
    #expect(try complaint(aboutOption: ["--keep", "C6-C3"]).contains("write C3-C6"))
  }

  @Test func aDashIsAsGoodAsAHyphen() throws {
    let bars = try complaint(aboutOption: ["--bars", "12\u{2013}9"])
    #expect(bars.contains("bar 12 comes after bar 9; write 9-12"))
    let range = try complaint(aboutOption: ["--range", "C6\u{2013}C3"])
    #expect(range.contains("C6 is higher than C3; write C3-C6"))
  }

  @Test func barsAndKeysThatAreNoneSayHowTheyAreWritten() throws {
    #expect(try complaint(aboutOption: ["--bars", "0-3"]).contains("bars are counted from 1"))
    #expect(try complaint(aboutOption: ["--bars", "3-"]).contains("write bars as 9-12"))
    #expect(try complaint(aboutOption: ["--bars", "1-99999"]).contains("99999 bars are more"))
    #expect(try complaint(aboutOption: ["--range", "low-high"]).contains("such as C3-C6"))
  }

  @Test func chordsThatAreNoneOrTooManyAreNamed() throws {
    let said = try complaint(aboutOption: ["--chords", "Em | Hx"])
    #expect(said.contains("write chords as 'Em | Am D7 | G'") && said.contains("Cm7b5"))
    #expect(try complaint(aboutOption: ["--chords-only"]).contains("needs chords"))
    let many = try complaint(["waltz.mid", "--bars", "2-3", "--chords", "C | F | G"])
    #expect(many.contains("there are chords for 3 bars, and 2 to fill"))
    let other = try complaint([
      "waltz.mid", "--chords", "C | F#", "--chords-only", "--key", "C,D,E,G,A",
    ])
    #expect(other.contains("--chords and --key contradict each other"))
  }

  @Test func barsFarBehindTheEndAreNamed() throws {
    for bars in ["400-410", "8-9", "1-2,9-9", "7,9"] {
      let said = try complaint(["waltz.mid", "--bars", bars])
      #expect(said.contains("lies behind the end: the piece has 6 bars"), "\(bars): \(said)")
    }
  }
}
