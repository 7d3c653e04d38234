// Windows that are counted in bars.

import Foundation
import Music
import TestSupport
import Testing
import Tokens

@testable import Corpus

struct BarWindowsTests {
  private let span = BarWindows.Span(context: 4, completion: 2, stride: 3)

  private func windows(
    _ dataset: Dataset, _ span: BarWindows.Span, length: Int = 9999, contextShare: Double = 0
  ) -> [Example] {
    let windows = BarWindows(
      store: dataset.train, tokenizer: dataset.tokenizer, span: span, length: length, seed: 1,
      contextShare: contextShare)
    return (0..<windows.examplesPerEpoch).map(windows.example)
  }

  @Test func anEpochHasEachWindowOfEachPieceOnce() async throws {
    let pieces = try randomPieces(bars: [20, 5, 2, 6, 9])
    try await withDataset(pieces) { dataset in
      let examples = windows(dataset, span)
      var expected: [[Token]] = []
      for piece in pieces {
        let (bars, tokens) = (piece.bars, piece.tokens)
        func part(_ first: Int, _ end: Int) -> [Token] {
          Array(
            tokens[(first == 0 ? 0 : bars[first])..<(end < bars.count ? bars[end] : tokens.count)])
        }
        if bars.count < 6 {
          if bars.count > 2 { expected.append(part(0, bars.count)) }
          continue
        }
        for first in stride(from: 0, through: bars.count - 6, by: 3) {
          expected.append(part(first, first + 6))
        }
      }
      #expect(Set(examples.map(\.tokens)) == Set(expected))
      #expect(examples.count == expected.count)
    }
  }

  @Test func theCompletionIsWhatIsPredicted() async throws {
    try await withDataset(randomPieces(bars: [20, 9])) { dataset in
      for example in windows(dataset, span) {
        let predicted = example.tokens[example.start...]
        #expect(predicted.count { dataset.tokenizer.isBar($0) } == 2)
        #expect(dataset.tokenizer.isBar(example.tokens[example.start]))
      }
      #expect(windows(dataset, span, contextShare: 1).allSatisfy { $0.start == 1 })
    }
  }

  @Test(arguments: [8, 20, 40, 80]) func whatIsTooLongLosesContextFirst(length: Int) async throws {
    try await withDataset(randomPieces(bars: [20, 9])) { dataset in
      let whole = windows(dataset, span)
      for (example, whole) in zip(windows(dataset, span, length: length), whole) {
        #expect(2...length + 1 ~= example.tokens.count)
        let completion = whole.tokens[whole.start...]
        if example.start > 1 { #expect(completion.starts(with: example.tokens[example.start...])) }
        if whole.tokens.count <= length + 1 { #expect(example == whole) }
      }
    }
  }

  @Test func inCellsTheLastBarsAreAHole() async throws {
    let cells = Cells()
    let score = Score(
      ticksPerQuarter: 480,
      tracks: [60...80, 40...59].enumerated().flatMap { hand, pitches in
        RandomScore.barred(seed: UInt64(hand), bars: 30, pitches: pitches).tracks
      })
    let piece = try EncodedPiece(
      score, SourcePiece(in: URL(filePath: "music"), path: "a.mid", split: .train, source: ""),
      splitHash: 0, tokenizer: .cells(cells))
    try await withFolder { folder in
      let data = folder.appending(path: "data", directoryHint: .isDirectory)
      try writeDataset([piece], .cells(cells), to: data)
      let examples = windows(try Dataset(contentsOf: data), span)
      #expect(examples.count == 9)
      for example in examples {
        let (prompt, filling) = (
          Array(example.tokens[..<example.start]), Array(example.tokens[example.start...])
        )
        #expect(filling.count(where: cells.remi.isBar) == 2)
        #expect(prompt.last == cells.fillToken)
        let whole = try CellPiece(prompt, cells).filled(by: filling, cells).tokens(cells).dropFirst(
          3)
        #expect(piece.bars.contains { piece.tokens[$0...].starts(with: whole) })
      }
    }
  }
}
