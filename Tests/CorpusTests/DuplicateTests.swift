// The same music in another key or tempo is found, and different music is not taken for it.

import Foundation
import MIDIFile
import Music
import Random
import TestSupport
import Testing

@testable import Corpus

struct DuplicateTests {
  /// A copy that a listener would call the same piece.
  private func copy(
    _ score: Score, up: Int = 0, stretch: Int = 1, everyNoteChanged: Int? = nil, cut: Int = 0
  ) -> Score {
    let tracks = score.tracks.map { track in
      let notes = track.notes.dropFirst(cut).enumerated().map { index, note in
        var pitch = Int(note.pitch.number) + up
        if let everyNoteChanged, index % everyNoteChanged == 0 { pitch += 1 }
        return Note(
          onset: Tick(note.onset.value * stretch), duration: Tick(note.duration.value * stretch),
          pitch: Pitch(min(max(pitch, 0), 127)), velocity: note.velocity)
      }
      return Track(channel: track.channel, program: track.program, notes: notes)
    }
    return Score(
      ticksPerQuarter: score.ticksPerQuarter, tracks: tracks,
      tempos: [Tempo(onset: .zero, microsecondsPerQuarter: 431_000)])
  }

  private func estimated(_ a: Score, _ b: Score) -> Double {
    let (a, b) = (Likeness(a).whole, Likeness(b).whole)
    return Double(zip(a.values, b.values).count { $0 == $1 }) / Double(MinHash.places)
  }

  @Test func keyTempoAndNoteValuesDoNotCount() {
    for seed: UInt64 in 0..<5 {
      let score = RandomScore.barred(seed: seed, bars: 30)
      for (up, stretch) in [(7, 1), (-5, 2), (0, 4)] {
        #expect(Likeness(copy(score, up: up, stretch: stretch)) == Likeness(score))
      }
    }
  }

  @Test func theSketchTellsHowMuchTwoSetsHaveInCommon() {
    for shared in [0, 100, 500, 900, 1000] {
      let a = Set((0..<1000).map { SplitMix64.mixed(UInt64($0)) })
      let b = Set((1000 - shared..<2000 - shared).map { SplitMix64.mixed(UInt64($0)) })
      let truth = Double(shared) / Double(2000 - shared)
      let (x, y) = (MinHash(of: a), MinHash(of: b))
      let estimate = Double(zip(x.values, y.values).count { $0 == $1 }) / Double(MinHash.places)
      #expect(abs(estimate - truth) < 0.2, "\(shared): \(estimate), not \(truth)")
    }
  }

  private func prepare(
    _ folder: URL, format: Preparation.Format = .scores
  ) async throws -> (kept: [[String]], refused: [[String]]) {
    let out = folder.appending(path: "data-\(UUID().uuidString)")
    try await Preparation(
      folders: [folder.appending(path: "music")], format: format, tokenizer: tokenizer
    ).run(into: out) { _, _ in }
    let dataset = try Dataset(contentsOf: out)
    return (
      [dataset.train, dataset.validation, dataset.test].map { $0.pieces.map(\.file) },
      try refusals(out)
    )
  }

  @Test func copiesInAnotherKeyAndTempoStayOutOfTraining() async throws {
    try await withFolder { folder in
      let score = RandomScore.barred(seed: 1, bars: 60)
      try write(copy(score, up: 3).midi(), "music/train/a.mid", in: folder)
      try write(
        copy(score, up: -2, everyNoteChanged: 25).midi(), "music/train/b.mid", in: folder)
      try write(score.midi(), "music/test/c.mid", in: folder)
      try write(RandomScore.barred(seed: 2, bars: 60).midi(), "music/train/d.mid", in: folder)
      let (kept, refused) = try await prepare(folder)
      #expect(kept == [["music/train/d.mid"], [], ["music/test/c.mid"]])
      #expect(
        refused
          == ["a", "b"].map {
            ["music/train/\($0).mid", "near-duplicate", "music/test/c.mid"]
          })
    }
  }

  @Test func performancesOfOneCompositionMayStandInOnePart() async throws {
    try await withFolder { folder in
      let score = RandomScore.barred(seed: 1, bars: 60)
      try write(score.midi(), "music/train/a.mid", in: folder)
      try write(copy(score, everyNoteChanged: 25).midi(), "music/train/b.mid", in: folder)
      #expect(try await prepare(folder, format: .performances).kept[0].count == 2)
      try write(copy(score, everyNoteChanged: 31).midi(), "music/test/c.mid", in: folder)
      let (kept, refused) = try await prepare(folder, format: .performances)
      #expect(kept == [[], [], ["music/test/c.mid"]])
      #expect(refused.map { $0[1] } == ["near-duplicate", "near-duplicate"])
    }
  }

  @Test func piecesOfOneWorkAndOfWorksWithTheSameMusicFallIntoOnePart() async throws {
    try await withFolder { folder in
      var table = "file\twork\n"
      for work in 0..<30 {
        for movement in 0..<3 {
          let seed = UInt64(10 * work + movement)
          // The last movement of an even work is also the first of the next.
          let isShared = movement == 0 && work % 2 == 1
          let score = RandomScore.barred(
            seed: isShared ? UInt64(10 * (work - 1) + 2) : seed, bars: 40)
          try write(copy(score, up: work % 5).midi(), "music/\(work)-\(movement).mid", in: folder)
          table += "\(work)-\(movement).mid\twork \(work)\n"
        }
      }
      try write(table.utf8, "music/manifest.tsv", in: folder)
      let (kept, refused) = try await prepare(folder)
      let works = kept.map { Set($0.map { Int($0.dropFirst(6).prefix { $0 != "-" })! / 2 }) }
      #expect(works[0].isDisjoint(with: works[1].union(works[2])))
      #expect(works[1].isDisjoint(with: works[2]))
      #expect(works.reduce([]) { $0.union($1) } == Set(0..<15))
      #expect(refused.count == 15)
    }
  }

  @Test(
    .enabled(if: Shared.hasData("open/test"), "\(Shared.noData)"))
  func editedCopiesOfRealScoresAreFound() throws {
    let files = try scores(in: Shared.data.appending(path: "open/val")).prefix(40)
    var (found, all) = (0, 0)
    for file in files {
      let score = try Score(midi: [UInt8](Data(contentsOf: file.url)))
      let copies = [
        score, copy(score, up: 4), copy(score, stretch: 2),
        copy(score, up: -3, stretch: 2, everyNoteChanged: 40), copy(score, cut: 10),
      ]
      all += copies.count - 1
      let near = NearDuplicates(copies.map { Likeness($0) }, among: Array(copies.indices))
      found += near.pairs.count { $0.first == 0 }
    }
    print("\(found) of \(all) edited copies found")
    #expect(Double(found) >= 0.95 * Double(all))
  }
}
