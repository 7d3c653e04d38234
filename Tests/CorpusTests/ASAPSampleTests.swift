// Real performances of ASAP on their bars, against the scores that they are performances of.

import Beats
import Foundation
import MIDIFile
import Music
import TestSupport
import Testing

@testable import Corpus

@Suite(
  .enabled(
    if: Shared.hasData("asap-sample"), "\(Shared.noData)"))
struct ASAPSampleTests {
  private static let performances: [URL] = {
    let folder = Shared.data.appending(path: "asap-sample", directoryHint: .isDirectory)
    return ((try? CorpusTests.performances(in: folder).pieces) ?? []).map(\.url)
  }()

  private func score(_ url: URL) throws -> Score {
    try Score(midi: [UInt8](try Data(contentsOf: url)))
  }

  private func annotations(_ url: URL) -> URL {
    let name = url.deletingPathExtension().lastPathComponent
    return url.deletingLastPathComponent().appending(path: "\(name)_annotations.txt")
  }

  private func barred(_ url: URL) throws -> Score {
    try AnnotatedBeats(contentsOf: annotations(url)).barred(score(url))
  }

  /// The written score on the same bars; one without marked beats stands on its own.
  private func written(beside url: URL) throws -> Score {
    let url = url.deletingLastPathComponent().appending(path: "midi_score.mid")
    return isPresent(annotations(url)) ? try barred(url) : try score(url)
  }

  /// For each note, quarters to the nearest note of the same key in another score.
  private func distances(_ score: Score, from other: Score) -> [Double] {
    let keys = Dictionary(grouping: other.tracks.flatMap(\.notes), by: \.pitch)
    return score.tracks.flatMap(\.notes).map { note in
      let quarters = Double(note.onset.value) / Double(score.ticksPerQuarter)
      let nearest = (keys[note.pitch] ?? []).map {
        abs(Double($0.onset.value) / Double(other.ticksPerQuarter) - quarters)
      }.min()
      return nearest ?? .infinity
    }
  }

  @Test(arguments: performances) func notesStandWhereTheScoreHasThem(url: URL) throws {
    let played = try barred(url)
    let distances = distances(played, from: try written(beside: url)).sorted()
    let near = Double(distances.count { $0 <= 0.25 }) / Double(distances.count)
    let median = distances[distances.count / 2]
    print(
      "\(url.lastPathComponent): \(near) of \(distances.count) notes within a sixteenth,"
        + " median \(median) quarters; bars \(played.barCount)")
    #expect(near > 0.93 && median < 0.08)
  }

  @Test(arguments: performances) func withoutTheBeatsTheyDoNot(url: URL) throws {
    let even = FixedGrid.score(try score(url))
    let distances = distances(even, from: try written(beside: url))
    #expect(distances.count { $0 <= 0.25 } * 10 < 8 * distances.count)
  }

  @Test(arguments: performances) func theyHaveTheScoresBars(url: URL) throws {
    let (played, score) = (try barred(url), try written(beside: url))
    #expect(abs(played.barCount - score.barCount) <= 1)
    #expect(played.noteCount == (try self.score(url)).noteCount)
  }
}
