// Windows with holes.

import Foundation
import Music
import Random
import TestSupport
import Testing
import Tokens

@testable import Corpus

@Suite struct HoleSamplerTests {
  private let cells = Cells()

  /// A dataset in cells of random music for two hands.
  private func withSampler(
    bars: [Int] = [40], length: Int = 200, seed: UInt64 = 1, mixture: HoleMixture = HoleMixture(),
    promptShare: Double = 0, _ body: (HoleSampler, [EncodedPiece]) throws -> Void
  ) async throws {
    let pieces = try bars.enumerated().map { index, bars in
      let hands = [0, 1].map { hand in
        RandomScore.barred(
          seed: UInt64(2 * index + hand), bars: bars, pitches: hand == 0 ? 60...80 : 40...59)
      }
      let score = Score(ticksPerQuarter: 480, tracks: hands.flatMap(\.tracks))
      let name = "music/\(index).mid"
      return try EncodedPiece(
        score, SourcePiece(in: URL(filePath: "music"), path: name, split: .train, source: "music"),
        splitHash: 0, tokenizer: .cells(cells))
    }
    try await withFolder { folder in
      let data = folder.appending(path: "data", directoryHint: .isDirectory)
      try writeDataset(pieces, .cells(cells), to: data)
      let dataset = try Dataset(contentsOf: data)
      let windows = WindowSampler(
        store: dataset.train, tokenizer: dataset.tokenizer, length: length, seed: seed)
      let sampler = HoleSampler(
        windows, cells: cells, mixture: mixture, promptShare: promptShare)
      try body(sampler, pieces)
    }
  }

  @Test func anExampleIsAFunctionOfSeedAndNumber() async throws {
    var drawn: [[Example]] = []
    for (seed, order) in [(3, Array(0..<50)), (3, Array((0..<50).reversed())), (4, Array(0..<50))] {
      try await withSampler(seed: UInt64(seed)) { sampler, _ in
        drawn.append(order.map(sampler.example))
      }
    }
    #expect(drawn[0] == drawn[1].reversed())
    #expect(drawn[0] != drawn[2])
  }

  @Test(arguments: [20, 64, 200, 5000])
  func aFilledExampleIsARunOfBarsOfThePiece(length: Int) async throws {
    try await withSampler(
      bars: [40, 3, 1], length: length, mixture: HoleMixture().onlyHoles
    ) { sampler, pieces in
      var filled = 0
      for number in 0..<60 * sampler.examplesPerEpoch {
        let example = sampler.example(number)
        #expect(example.tokens.count <= length + 1)
        guard example.start > 1 else { continue }
        filled += 1
        #expect(example.tokens[example.start - 1] == cells.fillToken)
        let whole = try CellPiece(example.tokens[..<example.start], cells)
          .filled(by: Array(example.tokens[example.start...]), cells).tokens(cells)
        #expect(
          pieces.contains { piece in
            guard Array(whole.prefix(3)) == Array(piece.tokens.prefix(3)) else { return false }
            return piece.bars.contains { piece.tokens[$0...].starts(with: whole.dropFirst(3)) }
          })
      }
      #expect(filled > 0 || length == 20)
    }
  }

  @Test func promptsArePredictedWhereThatIsAskedFor() async throws {
    var drawn: [[Example]] = []
    for share in [0, 0.5, 1] {
      try await withSampler(promptShare: share) { sampler, _ in
        drawn.append((0..<200).map(sampler.example))
      }
    }
    let fillings = drawn.map { $0.count { $0.start > 1 } }
    #expect(0 < fillings[0] && fillings[0] < 200 && fillings[2] == 0)
    #expect(abs(Double(fillings[1]) / Double(fillings[0]) - 0.5) < 0.15)
    #expect(Set(drawn.map { $0.map(\.tokens) }).count == 1)
  }

  @Test func kindsAreDrawnAsOftenAsTheirWeightsSay() {
    let mixture = HoleMixture([.none: 1, .tail: 2, .hand: 1])
    var counts: [HoleMixture.Kind: Int] = [:]
    for place in 0..<1000 { counts[mixture.kind(at: Double(place) / 1000), default: 0] += 1 }
    #expect(counts == [.none: 250, .tail: 500, .hand: 250])
  }

  @Test(arguments: HoleMixture.Kind.allCases, 1...12)
  func aHoleOfAKindLooksLikeIt(kind: HoleMixture.Kind, bars: Int) {
    var generator = SplitMix64(seed: UInt64(bars))
    for _ in 0..<100 {
      let hole = HoleMixture.hole(kind, bars: bars, &generator)
      #expect(hole.isEmpty == (kind == .none))
      #expect(hole.allSatisfy { 0..<bars ~= $0.bar })
      let whole = Set(hole.map(\.bar)).sorted()
      let isRun = whole == Array((whole.first ?? 0)..<(whole.last ?? -1) + 1)
      switch kind {
      case .tail where bars > 1:
        #expect(isRun && whole.last == bars - 1 && whole[0] > 0 && hole.count == 2 * whole.count)
      case .middle where bars > 2:
        #expect(isRun && whole[0] > 0 && whole[whole.count - 1] < bars - 1)
        #expect(hole.count == 2 * whole.count)
      case .hand: #expect(isRun && Set(hole.map(\.hand)).count == 1)
      default: continue
      }
    }
  }

  @Test func theUsualMixtureIsTheDocumentedOne() {
    var counts: [HoleMixture.Kind: Int] = [:]
    for place in 0..<2000 {
      counts[HoleMixture().kind(at: (Double(place) + 0.5) / 2000), default: 0] += 1
    }
    #expect(counts == [.none: 400, .tail: 600, .middle: 500, .hand: 300, .scattered: 200])
  }

  @Test func windowsStayWholeAsOftenAsTheMixtureSays() async throws {
    try await withSampler(length: 400) { sampler, _ in
      let whole = (0..<1000).count { sampler.example($0).start == 1 }
      #expect(abs(whole - 200) < 50)
    }
  }

  @Test func holesOfAKindAreAsLargeAsDocumented() {
    let (bars, count) = (12, 4000)
    func holes(_ kind: HoleMixture.Kind) -> [Set<Cell>] {
      var generator = SplitMix64(seed: 5)
      return (0..<count).map { _ in HoleMixture.hole(kind, bars: bars, &generator) }
    }
    func share(_ holes: [Set<Cell>], _ isSo: (Set<Cell>) -> Bool) -> Double {
      Double(holes.count(where: isSo)) / Double(count)
    }
    // The last bars, and some bars inside: one to half of them, each number as often.
    for kind in [HoleMixture.Kind.tail, .middle] {
      for number in 1...6 {
        #expect(abs(share(holes(kind)) { $0.count == 2 * number } - 1 / 6.0) < 0.03)
      }
    }
    // A middle begins anywhere.
    let starts = Set(holes(.middle).compactMap { $0.map(\.bar).min() })
    #expect(starts == Set(1...10))
    // One hand of all bars in a third, else of some; either hand as often.
    let hands = holes(.hand)
    #expect(abs(share(hands) { $0.count == bars } - (1 / 3.0 + 2 / 3.0 / 12)) < 0.03)
    #expect(abs(share(hands) { $0.contains { $0.hand == .left } } - 0.5) < 0.03)
    // A tenth to a half of all cells.
    let shares = holes(.scattered).map { Double($0.count) / Double(2 * bars) }
    #expect(abs(shares.reduce(0, +) / Double(count) - 0.3) < 0.01)
    #expect(abs(Double(shares.count { $0 > 0.5 }) / Double(count) - 0.08) < 0.02)
  }
}
