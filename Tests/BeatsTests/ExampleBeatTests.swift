// Beats found in made-up performances of the examples, which every clone has.

import Beats
import Foundation
import Metrics
import Music
import ScoreFile
import TestSupport
import Testing

@Suite struct ExampleBeatTests {
  private struct Result {
    var beats, lines: Double
    var isMetreFound: Bool
  }

  private static let pieces = [
    "bach-prelude", "barcarolle", "beethoven-elise", "cakewalk", "mozart-sonata",
    "petzold-minuet", "satie-gymnopedie", "waltz",
  ]

  private func score(_ name: String) throws -> Score {
    try Score(contentsOf: [UInt8](Data(contentsOf: Repository.file("Examples/\(name).mid"))))
  }

  private func result(_ name: String, seed: UInt64) throws -> Result? {
    guard let playing = Playing(try score(name), seed: seed) else { return nil }
    let found = try #require(TrackedBeats(playing.performance))
    func lines(_ beats: [Double], _ perBar: Int) -> [Double] {
      stride(from: 0, to: beats.count, by: perBar).map { beats[$0] }
    }
    return Result(
      beats: TimeMatching(found.seconds, playing.beats).f1,
      lines: TimeMatching(
        lines(found.seconds, found.beatsPerBar), lines(playing.beats, playing.beatsPerBar)
      ).f1,
      isMetreFound: found.beatsPerBar == playing.beatsPerBar)
  }

  @Test func beatsBarLinesAndMetresOfTheExamplesAreFound() throws {
    var results: [Result] = []
    for (index, name) in Self.pieces.enumerated() {
      guard let result = try result(name, seed: UInt64(index)) else { continue }
      print("\(name): \(result)")
      results.append(result)
    }
    let count = Double(results.count)
    let beats = results.reduce(0) { $0 + $1.beats } / count
    let lines = results.reduce(0) { $0 + $1.lines } / count
    let metres = results.count(where: \.isMetreFound)
    print("examples: beats \(beats), bar lines \(lines), metres \(metres) of \(count)")
    #expect(count >= 6 && beats > 0.9 && lines > 0.6 && metres >= 5)
  }

  @Test func noExampleIsTakenForAPerformanceAndEachPlayedOneIs() throws {
    for name in Self.pieces + ["chopin-prelude"] {
      let score = try score(name)
      #expect(!score.isPlayedFreely, "\(name)")
      if let playing = Playing(score, seed: 1) {
        #expect(playing.performance.isPlayedFreely, "\(name)")
      }
    }
  }
}
