// How often beats are found: in performances whose beats somebody has marked, and in made-up ones.

import Beats
import Foundation
import Metrics
import Music
import ScoreFile
import TestSupport
import Testing

private let isLong = ConditionTrait.enabled(
  if: readsAllFiles, "skipped: takes minutes; CONTINUO_TEST_ALL_FILES=1 runs it")

@Suite(.enabled(if: Shared.hasData("asap-sample"), "\(Shared.noData)"))
struct BeatAccuracyTests {
  private func score(_ url: URL) throws -> Score {
    try Score(contentsOf: [UInt8](Data(contentsOf: url)))
  }

  private func lines(_ beats: TrackedBeats) -> [Double] {
    stride(from: 0, to: beats.seconds.count, by: beats.beatsPerBar).map { beats.seconds[$0] }
  }

  @Test(isLong) func beatsThatSomebodyHasMarkedAreFoundMoreOftenThanNot() throws {
    var all: [Double] = []
    for url in Shared.files("asap-sample", endingWith: "_annotations.txt")
    where !url.path.contains("midi_score") {
      let marked = try String(contentsOf: url, encoding: .utf8).split(whereSeparator: \.isNewline)
        .map { $0.split(whereSeparator: \.isWhitespace) }
      let seconds = marked.compactMap { Double($0[0]) }
      let bars = marked.filter { $0[2].hasPrefix("db") }.compactMap { Double($0[0]) }
      let path = url.path.replacingOccurrences(of: "_annotations.txt", with: ".mid")
      let played = try score(URL(filePath: path))
      #expect(played.isPlayedFreely, "\(path)")
      let found = try #require(TrackedBeats(played))
      let f = TimeMatching(found.seconds, seconds).f1
      all.append(f)
      print(
        "\(url.lastPathComponent): beats \(f), bar lines \(TimeMatching(lines(found), bars).f1)")
    }
    let mean = all.reduce(0, +) / Double(all.count)
    print("beats that are marked, F: \(mean) in \(all.count) performances")
    #expect(all.count == 7 && mean > 0.6)
  }

  @Test(isLong) func beatsOfMadeUpPerformancesAreFoundMostly() throws {
    var (beats, bars, metres, count) = (0.0, 0.0, 0, 0.0)
    let scores =
      Shared.files("open/val/mutopia", endingWith: ".mid")
      + Shared.files("open/val/chopin", endingWith: ".mid")
    for (index, url) in scores.enumerated() {
      guard let playing = Playing(try score(url), seed: UInt64(index)) else { continue }
      let found = try #require(TrackedBeats(playing.performance))
      beats += TimeMatching(found.seconds, playing.beats).f1
      let marked = stride(from: 0, to: playing.beats.count, by: playing.beatsPerBar)
      bars += TimeMatching(lines(found), marked.map { playing.beats[$0] }).f1
      metres += found.beatsPerBar == playing.beatsPerBar ? 1 : 0
      count += 1
    }
    print("made-up: beats \(beats / count), bar lines \(bars / count), metre \(metres) of \(count)")
    #expect(count > 8 && beats / count > 0.6)
  }

  /// One in ten of the scores, or all with CONTINUO_TEST_ALL_FILES=1.
  @Test func noScoreIsTakenForAPerformance() throws {
    let scores = sample(Shared.files("open", endingWith: ".mid"), every: 10)
    let free = try scores.filter { try score($0).isPlayedFreely }.map(\.path)
    #expect(free == [])
    #expect(scores.count > 100)
  }
}
