// What is counted of a dataset's music.

import Music
import TestSupport
import Testing

@testable import Corpus

struct CorpusStatisticsTests {
  @Test func everyNoteBarAndPieceIsCountedOnce() async throws {
    let pieces =
      try randomPieces(bars: [1, 20, 3]) + randomPieces(bars: [7], split: .validation)
      + randomPieces(bars: [2, 9], split: .test)
    try await withDataset(pieces) { dataset in
      let statistics = CorpusStatistics(dataset)
      let notes = pieces.reduce(0) { $0 + $1.piece.notes }
      #expect(statistics.pieces == pieces.count)
      #expect(statistics.notes == notes)
      #expect(statistics.pitches.reduce(0, +) == notes)
      #expect(statistics.durations.reduce(0, +) == notes)
      #expect(statistics.bars == pieces.reduce(0) { $0 + $1.bars.count })
      #expect(statistics.densities.reduce(0, +) == statistics.bars)
      #expect(statistics.metres == ["4/4": statistics.bars])
      #expect(statistics.keys.values.reduce(0, +) == pieces.count)
      #expect(statistics.lengths.reduce(0, +) == pieces.count)
    }
  }

  @Test func eachNoteFallsIntoTheBinOfItsPitchDurationAndBar() {
    var statistics = CorpusStatistics()
    let metres = [
      Metre(onset: Tick(0), numerator: 4, denominator: 4),
      Metre(onset: Tick(1920), numerator: 3, denominator: 4),
    ]
    let notes = [note(0, 60, 160), note(480, 60, 480), note(1440, 64, 481), note(1920, 67, 9600)]
    statistics.add(Score(ticksPerQuarter: 480, tracks: [Track(notes: notes)], metres: metres))
    #expect(statistics.pitches[60] == 2 && statistics.pitches[64] == 1)
    let bounds = CorpusStatistics.durationBounds.map(\.name)
    #expect(statistics.durations[bounds.firstIndex(of: "1/3")!] == 1)
    #expect(statistics.durations[bounds.firstIndex(of: "1")!] == 1)
    #expect(statistics.durations[bounds.firstIndex(of: "1.5")!] == 1)
    #expect(statistics.durations[bounds.count] == 1)
    #expect(statistics.densities[3] == 1 && statistics.densities[1] == 1)
    #expect(statistics.metres["4/4"] == 1 && statistics.metres["3/4"] == 1)
  }
}
