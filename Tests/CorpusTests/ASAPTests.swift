// Performances with marked beats become scores whose bars are those of the music.

import Beats
import Foundation
import MIDIFile
import Music
import TestSupport
import Testing

@testable import Corpus

struct ASAPTests {
  /// Notes at some seconds, at 120 quarters a minute and 480 ticks a quarter.
  private func performance(_ seconds: [Double]) -> Score {
    let notes = seconds.enumerated().map { index, second in
      Note(
        onset: Tick(Int((second * 960).rounded())), duration: Tick(96),
        pitch: Pitch(60 + index % 5), velocity: Velocity(64))
    }
    return Score(
      ticksPerQuarter: 480,
      tracks: [Track(notes: notes, pedals: [Pedal(onset: notes[0].onset, duration: Tick(480))])])
  }

  private func barred(_ beats: [(Double, String)], _ notes: [Double]) throws -> Score {
    let text = beats.map { "\($0.0)\t\($0.0)\t\($0.1)\n" }.joined()
    return try AnnotatedBeats(text, name: "a_annotations.txt").barred(performance(notes))
  }

  /// Beats at growing distances.
  private func ritardando(_ count: Int) -> [Double] {
    (0..<count).map { (beat: Int) -> Double in
      let beat = Double(beat)
      return 1 + 0.5 * beat + 0.02 * beat * beat
    }
  }

  private func bars(_ seconds: [Double], _ beats: Int, metre: String) -> [(Double, String)] {
    seconds.enumerated().map { index, second in
      (second, index == 0 ? "db,\(metre),-1" : index % beats == 0 ? "db" : "b")
    }
  }

  @Test(arguments: [("4/4", 4, 480), ("3/4", 3, 480), ("6/8", 2, 720), ("2/2", 2, 960)])
  func notesOnTheBeatsAreOnTheBeats(metre: String, beats: Int, length: Int) throws {
    let seconds = ritardando(4 * beats)
    let score = try barred(bars(seconds, beats, metre: metre), seconds)
    #expect(score.tracks[0].notes.map(\.onset.value) == seconds.indices.map { length * $0 })
    #expect(score.metres.map { "\($0.numerator)/\($0.denominator)" } == [metre])
    #expect(score.keys.map(\.sharps) == [-1])
    #expect(score.tracks[0].notes.allSatisfy { $0.velocity == Velocity(64) })
  }

  @Test func itsTemposPlayTheBarsAsTheyWerePlayed() throws {
    let seconds = ritardando(16)
    let score = try barred(bars(seconds, 4, metre: "4/4"), seconds)
    let map = TempoMap(score)
    for bar in 0...3 {
      let heard = map.seconds(at: Tick(1920 * bar)) - map.seconds(at: .zero)
      #expect(abs(heard - (seconds[4 * bar] - seconds[0])) < 1e-3)
    }
  }

  @Test func whatComesBeforeTheFirstBarLineEndsABar() throws {
    let seconds = ritardando(10)
    let labels = ["b", "b", "db,4/4", "b", "b", "b", "db", "b", "b", "b"]
    let score = try barred(Array(zip(seconds, labels)), seconds)
    #expect(score.tracks[0].notes.map(\.onset.value) == (0..<10).map { 960 + 480 * $0 })
    #expect(score.bars().map(\.onset.value) == [0, 1920, 3840])
    #expect(score.tempos[0].onset == .zero)
  }

  @Test func aNoteBeforeAllBeatsHasABarOfItsOwn() throws {
    let seconds = ritardando(8)
    let early = seconds[0] - (seconds[1] - seconds[0])
    let score = try barred(bars(seconds, 4, metre: "4/4"), [early] + seconds)
    #expect(score.tracks[0].notes.map(\.onset.value) == (0..<9).map { 1440 + 480 * $0 })
  }

  @Test func aHandThatComesALittleEarlyMakesNoBar() throws {
    let seconds = ritardando(8)
    let score = try barred(bars(seconds, 4, metre: "4/4"), [seconds[0] - 0.05] + seconds)
    #expect(score.tracks[0].notes.prefix(2).map(\.onset.value) == [0, 0])
  }

  @Test func aBarWithFewerBeatsHasAMetreThatSaysSo() throws {
    let seconds = ritardando(14)
    var labels = [Int](0..<14).map { [0, 4, 6, 10].contains($0) ? "db" : "b" }
    labels[0] = "db,4/4"
    let score = try barred(Array(zip(seconds, labels)), seconds)
    #expect(score.metres.map { "\($0.numerator)/\($0.denominator)" } == ["4/4", "2/4", "4/4"])
    #expect(score.metres.map(\.onset.value) == [0, 1920, 2880])
    #expect(score.tracks[0].notes.map(\.onset.value) == (0..<14).map { 480 * $0 })
  }

  @Test(arguments: [
    ("", "fewer than two bars"), ("1\t1\tdb,4/4\n1\t1\tdb\n", "line 2"),
    ("1\t1\tdb\n2\t2\tdb\n", "without a time signature"), ("1\t1\tdb,4/5\n", "line 1"),
    ("1\t1\tx\n", "line 1"), ("1\tdb\n", "line 1"), ("nan\tnan\tdb\n", "line 1"),
  ])
  func annotationsThatMakeNoSenseAreRefused(text: String, reason: String) {
    do throws(Refusal) {
      _ = try AnnotatedBeats(text, name: "a_annotations.txt").barred(performance([0, 1]))
      Issue.record("read")
    } catch {
      #expect(error.detail.contains(reason), "\(error.detail)")
    }
  }

  @Test func aFolderOfPerformancesBecomesADataset() async throws {
    try await withFolder { folder in
      let score = performance(ritardando(16)).midi()
      let text = bars(ritardando(16), 4, metre: "4/4").map { "\($0.0)\t\($0.0)\t\($0.1)\n" }
        .joined()
      for path in ["Bach/Fugue/bwv_1/A", "Bach/Fugue/bwv_1/midi_score"] {
        try write(score, "asap/\(path).mid", in: folder)
        try write(text.utf8, "asap/\(path)_annotations.txt", in: folder)
      }
      try write(score, "asap/Bach/Fugue/bwv_1/unmarked.mid", in: folder)
      let table = """
        composer,title,midi_performance
        Bach,"Fugue, first",Bach/Fugue/bwv_1/A.mid
        """
      try write(table.utf8, "asap/metadata.csv", in: folder)
      let source = folder.appending(path: "asap", directoryHint: .isDirectory)
      let found = try performances(in: source)
      #expect(found.pieces.map(\.name) == ["asap/Bach/Fugue/bwv_1/A.mid"])
      #expect(found.pieces.map(\.title) == ["Fugue, first"])
      #expect(found.otherFiles == 1)
      let data = folder.appending(path: "data", directoryHint: .isDirectory)
      try await Preparation(folders: [source], format: .asap, tokenizer: tokenizer)
        .run(into: data) { _, _ in }
      let dataset = try Dataset(contentsOf: data)
      let pieces = [dataset.train, dataset.validation, dataset.test].flatMap(\.pieces)
      #expect(pieces.map(\.bars) == [4] && pieces.map(\.time) == [.bars])
    }
  }
}
