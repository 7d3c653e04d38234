// Holes that models are compared on.

import Foundation
import Music
import TestSupport
import Testing
import Tokens

@testable import Corpus

@Suite struct HoleTaskTests {
  private let cells = Cells()

  private func withStore(_ body: (TokenStore) throws -> Void) async throws {
    let hands = [0, 1].map { hand in
      RandomScore.barred(seed: UInt64(hand), bars: 60, pitches: hand == 0 ? 60...80 : 40...59)
    }
    let score = Score(ticksPerQuarter: 480, tracks: hands.flatMap(\.tracks))
    let piece = try EncodedPiece(
      score,
      SourcePiece(in: URL(filePath: "music"), path: "a.mid", split: .train, source: "music"),
      splitHash: 0, tokenizer: .cells(cells))
    try await withFolder { folder in
      let data = folder.appending(path: "data", directoryHint: .isDirectory)
      try writeDataset([piece], .cells(cells), to: data)
      try body(Dataset(contentsOf: data).train)
    }
  }

  @Test func bothSidesAndOneSideFillTheSameMusic() async throws {
    try await withStore { store in
      for bars in [1, 2, 4] {
        let both = HoleTask(bars: bars, seesAfter: true)
          .examples(store, cells, length: 500, count: 20)
        let before = HoleTask(bars: bars, seesAfter: false)
          .examples(store, cells, length: 500, count: 20)
        #expect(both.count == 20)
        #expect(both.allSatisfy { $0.tokens.count <= 501 })
        #expect(
          both.map { $0.tokens[$0.start...] } == before.map { $0.tokens[$0.start...] })
        for (both, before) in zip(both, before) {
          #expect(before.start < both.start)
          // Right before the filling both have read the same, but for the header.
          let read = before.tokens[3..<before.start]
          #expect(Array(both.tokens[..<both.start].suffix(read.count)) == Array(read))
          #expect(both.tokens[both.start...].count { cells.remi.isBar($0) } == bars)
        }
      }
    }
  }

  @Test func aHandIsFilledBesideTheOther() async throws {
    try await withStore { store in
      let examples = HoleTask(bars: 4, hands: [.left], seesAfter: true)
        .examples(store, cells, length: 500, count: 10)
      #expect(examples.count == 10)
      for example in examples {
        let filling = example.tokens[example.start...]
        #expect(filling.count { $0 == cells.token(.left) } == 4)
        #expect(!filling.contains(cells.token(.right)))
      }
    }
  }

  @Test func everyTaskHasItsName() {
    #expect(Set(HoleTask.all.map(\.name)).count == HoleTask.all.count)
    #expect(HoleTask.all.map(\.name).contains("4 bars, left hand, both sides"))
    #expect(HoleTask.all.map(\.name).contains("1 bar, before only"))
  }
}
