// Folders of music become datasets.

import Foundation
import MIDIFile
import Music
import TestSupport
import Testing
import Tokens

@testable import Corpus

struct PreparationTests {
  @discardableResult
  private func prepare(_ folders: URL..., into out: URL) async throws -> Summary {
    let summary = try await Preparation(folders: folders, format: .scores, tokenizer: tokenizer)
      .run(into: out) { _, _ in }
    return try #require(summary)
  }

  private func midi(_ seed: UInt64) -> [UInt8] { RandomScore.barred(seed: seed, bars: 12).midi() }

  @Test func foldersKeepTheirPartsAndNameTheirSources() async throws {
    try await withFolder { folder in
      let music = folder.appending(path: "music")
      for (seed, path) in ["train/bach/a.mid", "train/b.MID", "val/bach/c.midi", "test/x/y/d.mid"]
        .enumerated()
      {
        try write(midi(UInt64(seed)), path, in: music)
      }
      try write([1, 2], "train/bach/readme.txt", in: music)
      let out = folder.appending(path: "data")
      let summary = try await prepare(music, into: out)
      let dataset = try Dataset(contentsOf: out)
      #expect(dataset.train.pieces.map(\.file) == ["music/train/b.MID", "music/train/bach/a.mid"])
      #expect(dataset.train.pieces.map(\.source) == ["music", "bach"])
      #expect(dataset.validation.pieces.map(\.source) == ["bach"])
      #expect(dataset.test.pieces.map(\.file) == ["music/test/x/y/d.mid"])
      #expect(dataset.test.pieces.map(\.source) == ["x"])
      #expect(summary.otherFiles == 1 && summary.refused.isEmpty)
    }
  }

  @Test func whatCannotBeReadIsLeftOutAndReported() async throws {
    try await withFolder { folder in
      let music = folder.appending(path: "music")
      try write(midi(1), "a.mid", in: music)
      try write([0x4D, 0x54], "cut.mid", in: music)
      try write([], "empty.mid", in: music)
      try write(RandomScore.barred(seed: 1, bars: 0).midi(), "silent.mid", in: music)
      let out = folder.appending(path: "data")
      let summary = try await prepare(music, into: out)
      let refused = try refusals(out)
      #expect(refused.map { $0[0] } == ["music/cut.mid", "music/empty.mid", "music/silent.mid"])
      #expect(refused.map { $0[1] } == ["unreadable", "unreadable", "trivial"])
      #expect(summary.refused == [.unreadable: 2, .trivial: 1])
      let report = try String(contentsOf: out.appending(path: "report.txt"), encoding: .utf8)
      #expect(report.contains("unreadable: 2 left out") && report.contains(summary.table))
      let lines = try String(contentsOf: out.appending(path: "report.tsv"), encoding: .utf8)
      #expect(lines.hasSuffix("\n\tunreadable\t2\n\ttrivial\t1\n"))
    }
  }

  @Test func whatIsTooLargeForMusicOrNoFileIsNotRead() async throws {
    try await withFolder { folder in
      let music = folder.appending(path: "music")
      try write(midi(1), "a.mid", in: music)
      try write([], "huge.mid", in: music)
      let huge = try FileHandle(forWritingTo: music.appending(path: "huge.mid"))
      try huge.truncate(atOffset: 1 << 40)
      try huge.close()
      try FileManager.default.createDirectory(
        at: folder.appending(path: "elsewhere"), withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        at: music.appending(path: "link.mid"),
        withDestinationURL: folder.appending(path: "elsewhere"))
      let out = folder.appending(path: "data")
      try await prepare(music, into: out)
      let refused = try refusals(out)
      #expect(refused.map { $0[0] } == ["music/huge.mid", "music/link.mid"])
      #expect(refused.first?[2].hasPrefix("1099511627776 bytes are too many") == true)
      #expect(refused.last?[2].hasPrefix("it is not an ordinary file") == true)
    }
  }

  @Test func whatIsMissingOfAPieceIsNamed() async throws {
    try await withFolder { folder in
      let music = folder.appending(path: "music")
      let notes = RandomScore.barred(seed: 1, bars: 12).tracks[0].notes
      let tooLow = Note(
        onset: Tick(1920), duration: Tick(480), pitch: Pitch(10), velocity: Velocity(90))
      let voice = Track(name: "Voice", channel: 1, notes: Array(notes.prefix(5)))
      try write(
        Score(ticksPerQuarter: 480, tracks: [Track(notes: notes + [tooLow]), voice]).midi(),
        "a.mid", in: music)
      let out = folder.appending(path: "data")
      let summary = try #require(
        try await Preparation(folders: [music], format: .scores, tokenizer: .cells(Cells()))
          .run(into: out) { _, _ in })
      let text = try String(contentsOf: out.appending(path: "omitted.tsv"), encoding: .utf8)
      #expect(
        text == "file\twhat\tnotes\tdetail\nmusic/a.mid\ttracks\t5\tVoice\n"
          + "music/a.mid\tnotes\t1\tthe same key at the same place, or a key without a token\n")
      #expect(summary.omitted[.tracks] == Summary.Omitted(pieces: 1, notes: 5))
      let report = try String(contentsOf: out.appending(path: "report.txt"), encoding: .utf8)
      #expect(report.contains("tracks: 5 notes omitted of 1 pieces"))
    }
  }

  @Test func theSameMusicStaysOutOfTrainingWhenItIsInTest() async throws {
    try await withFolder { folder in
      let music = folder.appending(path: "music")
      for path in ["train/a.mid", "val/b.mid", "test/c.mid", "test/d.mid"] {
        try write(midi(1), path, in: music)
      }
      try write(midi(2), "train/e.mid", in: music)
      let out = folder.appending(path: "data")
      let summary = try await prepare(music, into: out)
      let dataset = try Dataset(contentsOf: out)
      #expect(dataset.train.pieces.map(\.file) == ["music/train/e.mid"])
      #expect(dataset.test.pieces.map(\.file) == ["music/test/c.mid"])
      #expect(dataset.validation.pieceCount == 0)
      #expect(summary.refused == [.duplicate: 3])
      #expect(Set(try refusals(out).map { $0[2] }) == ["music/test/c.mid"])
    }
  }

  @Test(arguments: [false, true]) func aManifestNamesThePieces(isInside: Bool) async throws {
    try await withFolder { folder in
      let music = folder.appending(path: "music")
      try write(midi(1), "train/a.mid", in: music)
      try write(midi(2), "train/b.mid", in: music)
      let prefix = isInside ? "" : "music/"
      let table = """
        title\tfile\tsource\tlicence\tcomposer
        Étude\t\(prefix)train/a.mid\tchopin\tCC0\tChopin

        """
      try write(table.utf8, "manifest.tsv", in: isInside ? music : folder)
      let out = folder.appending(path: "data")
      try await prepare(music, into: out)
      let pieces = try Dataset(contentsOf: out).train.pieces
      #expect(pieces.map(\.title) == ["Étude", ""])
      #expect(pieces.map(\.source) == ["chopin", "music"])
      #expect(pieces.map(\.licence) == ["CC0", ""])
      #expect(pieces.map(\.composer) == ["Chopin", ""])
    }
  }

  @Test func theLastLineOfAFileInAManifestCounts() async throws {
    try await withFolder { folder in
      let music = folder.appending(path: "music")
      try write(midi(1), "tr\u{E9}s/a.mid", in: music)
      // With line ends of Windows, an empty line, and an accent in two characters.
      let table = "file\ttitle\r\ntre\u{301}s/a.mid\told\r\n\r\ntre\u{301}s/a.mid\tnew\r\n"
      try write(table.utf8, "manifest.tsv", in: music)
      let out = folder.appending(path: "data")
      try await prepare(music, into: out)
      let dataset = try Dataset(contentsOf: out)
      let pieces = [dataset.train, dataset.validation, dataset.test].flatMap(\.pieces)
      #expect(pieces.map(\.title) == ["new"])
      for (bad, line) in [("file\ttitle\na\n", 2), ("title\n", 1), ("", 1)] {
        try write(bad.utf8, "manifest.tsv", in: music)
        let error = await #expect(throws: DatasetError.self) {
          try await prepare(music, into: folder.appending(path: "other"))
        }
        #expect(error?.place == .line(line))
      }
      try write(Array("file\ttitle\nb.mid\t".utf8) + [0xFF, 0x0A], "manifest.tsv", in: music)
      let error = await #expect(throws: DatasetError.self) {
        try await prepare(music, into: folder.appending(path: "other"))
      }
      #expect(error?.place == .line(2))
    }
  }

  @Test func piecesStandInTheOrderOfTheirPaths() async throws {
    let paths = ["a/b.mid", "a b.mid", "a-b/c.mid", "a.mid", "ab.mid", "a/-.mid", "a0/a.mid"]
    try await withFolder { folder in
      for path in paths { try write([0], "music/\(path)", in: folder) }
      let found = try scores(in: folder.appending(path: "music")).map(\.path)
      #expect(found == paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }
  }

  @Test func piecesWithoutAPartAreDrawnByTheirBytesAndAlwaysTheSame() async throws {
    try await withFolder { folder in
      for seed: UInt64 in 0..<60 {
        try write(midi(seed), "music/\(seed).mid", in: folder)
        try write(midi(seed), "again/\(99 - seed).mid", in: folder)
      }
      var parts: [[Set<[UInt16]>]] = []
      for name in ["music", "again"] {
        let out = folder.appending(path: "\(name)-data")
        try await prepare(folder.appending(path: name), into: out)
        let dataset = try Dataset(contentsOf: out)
        parts.append(
          [dataset.train, dataset.validation, dataset.test].map { store in
            Set((0..<store.pieceCount).map { store.tokens(ofPiece: $0).map(\.id) })
          })
      }
      #expect(parts[0] == parts[1])
      #expect(parts[0].map(\.count).reduce(0, +) == 60)
      #expect(45...59 ~= parts[0][0].count)
    }
  }

  @Test func theSameFoldersGiveTheSameBytes() async throws {
    try await withFolder { folder in
      for seed: UInt64 in 0..<30 { try write(midi(seed), "music/\(seed).mid", in: folder) }
      let outs = ["a", "b"].map { folder.appending(path: $0) }
      for out in outs { try await prepare(folder.appending(path: "music"), into: out) }
      let names = try FileManager.default.contentsOfDirectory(atPath: outs[0].path)
      #expect(names.count == 16)
      for name in names {
        let files = try outs.map { try Data(contentsOf: $0.appending(path: name)) }
        #expect(files[0] == files[1], "\(name)")
      }
    }
  }

  @Test func whatIsThereIsNotWrittenOver() async throws {
    try await withFolder { folder in
      try write(midi(1), "music/a.mid", in: folder)
      try write([1], "data/mine.txt", in: folder)
      let out = folder.appending(path: "data")
      await #expect(throws: DatasetError.self) {
        try await prepare(folder.appending(path: "music"), into: out)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: out.path) == ["mine.txt"])
    }
  }

  @Test func aFailureLeavesNothingBehind() async throws {
    try await withFolder { folder in
      try write([1], "none/a.txt", in: folder)
      try write([1], "bad/a.mid", in: folder)
      for name in ["none", "bad", "missing", "none/a.txt"] {
        let error = await #expect(throws: DatasetError.self) {
          try await prepare(folder.appending(path: name), into: folder.appending(path: "data"))
        }
        #expect(error?.file.path.hasSuffix(name) == true)
        if name == "bad" {
          #expect(error?.reason.contains("1 files were left out, bad/a.mid first: ") == true)
        }
      }
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      #expect(left == ["bad", "none"])
    }
  }

  @Test func aNoteFarAwayDoesNotFillTheDatasetWithBars() async throws {
    let other = midi(2)
    try await withFolder { folder in
      try write(midi(1), "music/a.mid", in: folder)
      try write(other, "music/b.mid", in: folder)
      // A delta time of 2^28 - 1 ticks before a note.
      let track: [UInt8] =
        [0xFF, 0xFF, 0xFF, 0x7F, 0x90, 60, 90, 96, 0x80, 60, 0, 0, 0xFF, 0x2F, 0]
      let header: [UInt8] = Array("MThd".utf8) + [0, 0, 0, 6, 0, 0, 0, 1, 0, 1]
      try write(
        header + Array("MTrk".utf8) + [0, 0, 0, UInt8(track.count)] + track, "music/c.mid",
        in: folder)
      let out = folder.appending(path: "data")
      try await prepare(folder.appending(path: "music"), into: out)
      #expect(try refusals(out).map { $0[0] } == ["music/c.mid"])
    }
  }

  @Test(
    .enabled(if: Shared.hasData("open/test"), "\(Shared.noData)"))
  func everyScoreOfTheCollectionCanBeRead() async throws {
    try await withFolder { folder in
      let open = Shared.data.appending(path: "open")
      let out = folder.appending(path: "data")
      let summary = try await prepare(open.appending(path: "test"), into: out)
      #expect(summary.refused.keys.allSatisfy { [.duplicate, .nearDuplicate].contains($0) })
      let dataset = try Dataset(contentsOf: out)
      #expect(
        [dataset.train, dataset.validation, dataset.test].map(\.pieceCount).reduce(0, +) > 100)
    }
  }
}
