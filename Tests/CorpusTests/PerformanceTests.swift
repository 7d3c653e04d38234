// Performances without bars: seconds on a fixed grid, and the tables of MAESTRO.

import Beats
import Foundation
import MIDIFile
import Music
import Random
import TestSupport
import Testing
import Tokens

@testable import Corpus

struct PerformanceTests {
  /// A performance at changing tempos, with pedal.
  private func performance(seed: UInt64, notes count: Int = 200) -> Score {
    var generator = SplitMix64(seed: seed)
    let tempos = (0..<5).map {
      Tempo(onset: Tick(3000 * $0), microsecondsPerQuarter: 300_000 + generator.below(500_000))
    }
    let notes = (0..<count).map { _ in
      Note(
        onset: Tick(generator.below(20_000)), duration: Tick(1 + generator.below(900)),
        pitch: Pitch(21 + generator.below(88)), velocity: Velocity(1 + generator.below(127)))
    }
    let pedals = (0..<20).map { Pedal(onset: Tick(1000 * $0), duration: Tick(700)) }
    return Score(
      ticksPerQuarter: 384, tracks: [Track(notes: notes, pedals: pedals)], tempos: tempos,
      metres: [Metre(onset: .zero, numerator: 3, denominator: 4)])
  }

  @Test(arguments: UInt64(0)..<5) func theGridKeepsTheSeconds(seed: UInt64) {
    let played = performance(seed: seed)
    let score = FixedGrid.score(played)
    let (before, after) = (TempoMap(played), TempoMap(score))
    let halfTick = 0.5 / FixedGrid.ticksPerSecond + 1e-9
    let (old, new) = (played.tracks[0], score.tracks[0])
    func times(_ track: Track, _ map: TempoMap) -> [Double] {
      track.notes.map { map.seconds(at: $0.onset) } + track.pedals.map { map.seconds(at: $0.onset) }
    }
    for (a, b) in zip(times(old, before).sorted(), times(new, after).sorted()) {
      #expect(abs(a - b) <= halfTick)
    }
    #expect(new.notes.map(\.velocity).sorted() == old.notes.map(\.velocity).sorted())
    #expect(new.pedals.count == old.pedals.count)
    #expect(score.bars().allSatisfy { $0.end.value - $0.onset.value == 1920 })
    #expect(TempoMap(score).seconds(at: Tick(1920)) == 2)
  }

  @Test func theTokensAreAtMostHalfAStepOff() {
    let score = FixedGrid.score(performance(seed: 9, notes: 2000))
    let onsets = Set(
      tokenizer.decode(tokenizer.encode(score)).tracks.flatMap(\.notes).map {
        Double($0.onset.value)
      })
    let division = Double(
      tokenizer.decode(tokenizer.encode(score)).ticksPerQuarter)
    let grid = onsets.map { $0 / division / 2 }.sorted()
    let errors = score.tracks[0].notes.map { note in
      let seconds = Double(note.onset.value) / FixedGrid.ticksPerSecond
      return grid.map { abs($0 - seconds) }.min() ?? .infinity
    }
    let mean = errors.reduce(0, +) / Double(errors.count)
    print("rounding to tokens: mean \(mean) s, at most \(errors.max() ?? 0) s")
    #expect(errors.allSatisfy { $0 < 0.0215 } && mean < 0.0115 && mean > 0.005)
  }

  private static let csv = #"""
    canonical_composer,canonical_title,split,year,midi_filename,audio_filename,duration
    Alban Berg,"Sonata, ""Op. 1""",train,2018,2018/a.midi,2018/a.wav,698.6
    Bach,Prelude,validation,2008,2008/b.midi,2008/b.wav,7.0
    Bach,Fugue,test,2008,2008/c.midi,2008/c.wav,7.0
    """#
  private static let columns = #"""
    {"canonical_composer": {"0": "Alban Berg", "1": "Bach", "2": "Bach"},
     "canonical_title": {"0": "Sonata, \"Op. 1\"", "1": "Prelude", "2": "Fugue"},
     "split": {"0": "train", "1": "validation", "2": "test"},
     "year": {"0": 2018, "1": 2008, "2": 2008},
     "midi_filename": {"0": "2018/a.midi", "1": "2008/b.midi", "2": "2008/c.midi"}}
    """#
  private static let list = #"""
    [{"canonical_composer": "Alban Berg", "canonical_title": "Sonata, \"Op. 1\"",
      "split": "train", "midi_filename": "2018/a.midi", "year": 2018},
     {"canonical_composer": "Bach", "canonical_title": "Prelude", "split": "validation",
      "midi_filename": "2008/b.midi"},
     {"canonical_composer": "Bach", "canonical_title": "Fugue", "split": "test",
      "midi_filename": "2008/c.midi"}]
    """#

  @Test(arguments: [
    ("maestro-v3.0.0.csv", csv), ("maestro-v3.0.0.json", columns), ("maestro-v1.0.0.json", list),
  ])
  func theTableGivesComposerTitleAndPart(name: String, table: String) async throws {
    try await withFolder { folder in
      for (seed, path) in ["2018/a", "2008/b", "2008/c"].enumerated() {
        try write(performance(seed: UInt64(seed)).midi(), "m/\(path).midi", in: folder)
      }
      try write(table.utf8, "m/\(name)", in: folder)
      let data = folder.appending(path: "data", directoryHint: .isDirectory)
      let source = folder.appending(path: "m", directoryHint: .isDirectory)
      try await Preparation(folders: [source], format: .performances, tokenizer: tokenizer)
        .run(into: data) { _, _ in }
      let dataset = try Dataset(contentsOf: data)
      #expect(dataset.train.pieces.map(\.composer) == ["Alban Berg"])
      #expect(dataset.train.pieces.map(\.title) == ["Sonata, \"Op. 1\""])
      #expect(dataset.validation.pieces.map(\.title) == ["Prelude"])
      #expect(dataset.test.pieces.map(\.file) == ["m/2008/c.midi"])
      #expect(dataset.test.pieces.map(\.time) == [.seconds])
      #expect(dataset.test.pieces.map(\.source) == ["maestro"])
    }
  }

  @Test func aTableWithoutTheColumnIsAnError() async throws {
    try await withFolder { folder in
      try write(performance(seed: 1).midi(), "m/a.mid", in: folder)
      try write("file,split\na.mid,train\n".utf8, "m/maestro-v3.0.0.csv", in: folder)
      var performances = PerformanceFolder(
        folder.appending(path: "m", directoryHint: .isDirectory))
      #expect(throws: DatasetError.self) { try performances.forEachPiece { _ in } }
    }
  }

  @Test func aPieceOfAnOldDatasetHasBars() throws {
    let piece = try #require(Piece(line: "a.mid\tmusic\t\t\t\t1\t2\t3"))
    #expect(piece.time == .bars)
    var other = piece
    other.time = .seconds
    #expect(Piece(line: Substring(other.line)) == other)
  }

  @Test func quotedFieldsHoldCommasAndQuotesAndLines() {
    let text = "a,\"b,\"\"c\"\"\nd\",\r\n\"\",e,f"
    #expect(CSVTable.records(text) == [["a", "b,\"c\"\nd", ""], ["", "e", "f"]])
  }
}
