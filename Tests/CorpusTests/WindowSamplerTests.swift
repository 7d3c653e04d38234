// The laws of windows, for training and for evaluation.

import TestSupport
import Testing
import Tokens

@testable import Corpus

struct WindowSamplerTests {
  static let sizes = [1, 2, 3, 5, 16, 17, 1000, 4097]

  @Test(arguments: sizes) func anEpochIsAPermutation(count: Int) {
    for seed: UInt64 in 0..<4 {
      let order = Permutation(count: count, seed: seed)
      #expect((0..<count).map { order[$0] }.sorted() == Array(0..<count))
    }
  }

  @Test func otherSeedsGiveOtherOrders() {
    let orders = (0..<8).map { (seed: UInt64) in
      let order = Permutation(count: 100, seed: seed)
      return (0..<100).map { order[$0] }
    }
    #expect(Set(orders).count == 8)
  }

  @Test(arguments: [1, 7, 64, 100_000]) func everyTokenIsPredictedOnceInEvaluation(
    length: Int
  ) async throws {
    let pieces = try randomPieces(bars: [1, 30, 4, 12], split: .test)
    try await withDataset(pieces) { dataset in
      let windows = dataset.test.evaluationWindows(length: length, dataset.tokenizer)
      #expect(windows.allSatisfy { 2...length + 1 ~= $0.count })
      #expect(windows.flatMap { $0.dropFirst() } == pieces.flatMap { $0.tokens.dropFirst() })
      #expect(windows.flatMap { $0.dropLast() } == pieces.flatMap { $0.tokens.dropLast() })
    }
  }

  @Test func aWindowIsAFunctionOfSeedAndNumber() async throws {
    try await withDataset(randomPieces(bars: [20, 3, 50])) { dataset in
      func windows(_ seed: UInt64, _ numbers: [Int]) -> [[Token]] {
        let sampler = WindowSampler(
          store: dataset.train, tokenizer: tokenizer, length: 40, seed: seed,
          augmentation: Augmentation(transposition: -6...5))
        return numbers.map(sampler.window)
      }
      let numbers = Array(0..<200)
      #expect(windows(3, numbers) == windows(3, numbers.reversed()).reversed())
      #expect(windows(3, numbers) != windows(4, numbers))
    }
  }

  @Test(arguments: [4, 40, 300]) func aWindowIsCutFromItsPieceAtABar(length: Int) async throws {
    let piece = try encoded(RandomScore.barred(seed: 5, bars: 60))
    try await withDataset([piece]) { dataset in
      let sampler = WindowSampler(
        store: dataset.train, tokenizer: tokenizer, length: length, seed: 1)
      for number in 0..<40 * sampler.windowsPerEpoch {
        let window = sampler.window(number)
        let starts = piece.tokens.indices.filter { piece.tokens[$0...].starts(with: window) }
        #expect(starts.contains { $0 == 0 || piece.bars.dropFirst().contains($0) || length == 4 })
        #expect(window.count == length + 1 || window.last == tokenizer.endToken)
      }
    }
  }

  @Test(arguments: UInt64(0)..<6)
  func beginningsAndEndsAreSeenAsOftenAsTheRest(music: UInt64) async throws {
    let piece = try encoded(RandomScore.barred(seed: music, bars: 80))
    try await withDataset([piece]) { dataset in
      let sampler = WindowSampler(store: dataset.train, tokenizer: tokenizer, length: 100, seed: 2)
      let windows = (0..<200 * sampler.windowsPerEpoch).map(sampler.window)
      let begins = windows.count { $0.first == tokenizer.beginToken }
      let ends = windows.count { $0.last == tokenizer.endToken }
      #expect(80...230 ~= begins && 80...230 ~= ends, "\(begins) and \(ends) in 200 epochs")
    }
  }

  @Test func aShortPieceIsOneWholeWindow() async throws {
    let pieces = try randomPieces(bars: [2, 3, 4])
    try await withDataset(pieces) { dataset in
      let sampler = WindowSampler(store: dataset.train, tokenizer: tokenizer, length: 999, seed: 0)
      #expect(sampler.windowsPerEpoch == 3)
      for epoch in 0..<3 {
        let windows = (0..<3).map { sampler.window(3 * epoch + $0) }
        #expect(Set(windows) == Set(pieces.map(\.tokens)))
      }
    }
  }

  @Test func aSourceCountsAsOftenAsItsWeight() async throws {
    let pieces = try randomPieces(bars: [2, 3, 4])
    try await withDataset(pieces) { dataset in
      for (weight, times) in [(3, 3), (1, 1), (0, 0)] {
        let sampler = WindowSampler(
          store: dataset.train, tokenizer: tokenizer, length: 999, seed: 0,
          sourceWeights: ["other": weight])
        let windows = (0..<sampler.windowsPerEpoch).map(sampler.window)
        #expect(windows.count { $0 == pieces[1].tokens } == times)
        #expect(windows.count { $0 == pieces[0].tokens } == 1)
      }
    }
  }

  @Test func transpositionMovesAllPitchesAndNothingElse() async throws {
    let pieces = try randomPieces(bars: [2, 5, 4])
    try await withDataset(pieces) { dataset in
      func windows(_ transpose: ClosedRange<Int>?) -> [[Token]] {
        let sampler = WindowSampler(
          store: dataset.train, tokenizer: tokenizer, length: 999, seed: 0,
          augmentation: Augmentation(transposition: transpose))
        return (0..<300).map(sampler.window)
      }
      var shifts: Set<Int> = []
      for (moved, plain) in zip(windows(-6...5), windows(nil)) {
        let differences = Set(zip(pitches(moved), pitches(plain)).map { $0 - $1 })
        #expect(differences.count == 1)
        shifts.formUnion(differences)
        #expect(
          zip(moved, plain).allSatisfy { $0 == $1 || tokenizer.kind(of: $1) == .pitch })
      }
      #expect(shifts == Set(-6...5))
    }
  }

  @Test func transpositionLeavesNoPitchOutOfTheVocabulary() async throws {
    let lowest = try encoded(RandomScore.barred(seed: 1, bars: 9, pitches: 21...22))
    let highest = try encoded(RandomScore.barred(seed: 2, bars: 9, pitches: 107...108))
    let whole = try encoded(RandomScore.barred(seed: 3, bars: 200, pitches: 21...108))
    try await withDataset([lowest, highest, whole]) { dataset in
      let sampler = WindowSampler(
        store: dataset.train, tokenizer: tokenizer, length: 9999, seed: 0,
        augmentation: Augmentation(transposition: -6...5))
      let windows = Set((0..<300).map(sampler.window))
      let expected = windows.filter { pitches($0).count == pitches(whole.tokens).count }
      #expect(expected == [whole.tokens])
      #expect(windows.count == 1 + 6 + 7)
    }
  }

  @Test(arguments: [TokenizerConfiguration.Tokenization.compoundWord, .octuple])
  func windowsOfRowsHoldWholeRows(tokenization: TokenizerConfiguration.Tokenization) async throws {
    let rows = rowTokenizer(tokenization)
    let pieces = try (0..<3).map { number in
      try encoded(
        RandomScore.barred(seed: UInt64(number), bars: 60), "\(number).mid", tokenizer: rows)
    }
    try await withFolder { folder in
      let data = folder.appending(path: "data", directoryHint: .isDirectory)
      try writeDataset(pieces, rows, to: data)
      let dataset = try Dataset(contentsOf: data)
      #expect(dataset.tokenizer.rowWidth == rows.rowWidth && rows.rowWidth >= 5)
      let length = 30
      let sampler = WindowSampler(
        store: dataset.train, tokenizer: rows, length: length, seed: 1,
        augmentation: Augmentation(transposition: -6...5))
      for window in (0..<100).map(sampler.window) {
        #expect(window.count % rows.rowWidth == 0)
        #expect(window.count <= (length + 1) * rows.rowWidth)
        #expect(window[0] == rows.beginToken || rows.saysBar(window, at: 0))
        // In a window bars count from its first one.
        if tokenization == .octuple, window[0] != rows.beginToken {
          let first = try #require(window.first(where: rows.isBar))
          #expect(rows.vocabulary[Int(first.id)].hasSuffix("Bar_0"))
        }
      }
      let windows = dataset.train.evaluationWindows(length: length, rows)
      let predicted = windows.reduce(0) { $0 + $1.count / rows.rowWidth - 1 }
      #expect(predicted == pieces.reduce(0) { $0 + $1.tokens.count / rows.rowWidth - 1 })
      let notes = windows.reduce(0) { sum, window in
        sum + window.dropFirst(rows.rowWidth).count { rows.kind(of: $0) == .pitch }
      }
      #expect(notes == pieces.reduce(0) { $0 + $1.piece.notes })
    }
  }
}
