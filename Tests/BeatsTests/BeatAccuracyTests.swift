// How often beats are found: in performances whose beats somebody has marked, and in made-up ones.

import Beats
import Foundation
import Metrics
import Music
import ScoreFile
import Testing

private let data = URL(filePath: #filePath).deletingLastPathComponent()
  .appending(path: "../../../shared/data").standardizedFileURL

private func files(_ folder: String, _ suffix: String) -> [URL] {
  let found = FileManager.default.enumerator(
    at: data.appending(path: folder), includingPropertiesForKeys: nil)
  return (found?.compactMap { $0 as? URL } ?? []).filter { $0.path.hasSuffix(suffix) }
    .sorted { $0.path < $1.path }
}

private let readsAll = ProcessInfo.processInfo.environment["CONTINUO_TEST_ALL_FILES"] == "1"
private let isLong = ConditionTrait.enabled(
  if: readsAll, "skipped: takes minutes; CONTINUO_TEST_ALL_FILES=1 runs it")

@Suite(.enabled(if: !files("asap-sample", ".mid").isEmpty, "skipped: ../shared/data is absent"))
struct BeatAccuracyTests {
  private func score(_ url: URL) throws -> Score {
    try Score(contentsOf: [UInt8](Data(contentsOf: url)))
  }

  private func lines(_ beats: TrackedBeats) -> [Double] {
    stride(from: 0, to: beats.seconds.count, by: beats.beatsPerBar).map { beats.seconds[$0] }
  }

  @Test(isLong) func beatsThatSomebodyHasMarkedAreFoundMoreOftenThanNot() throws {
    var all: [Double] = []
    for url in files("asap-sample", "_annotations.txt") where !url.path.contains("midi_score") {
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
    let scores = files("open/val/mutopia", ".mid") + files("open/val/chopin", ".mid")
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
    let scores = files("open", ".mid").enumerated().filter { readsAll || $0.offset % 10 == 0 }
    let free = try scores.filter { try score($0.element).isPlayedFreely }.map(\.element.path)
    #expect(free == [])
    #expect(scores.count > 100)
  }
}
