// What is varied of windows while training, and what stays.

import Foundation
import MidiTok
import Music
import Random
import TestSupport
import Testing
import Tokens

@testable import Corpus

struct AugmentedWindowTests {
  private static let all = Augmentation(transposition: -6...5, velocity: 70...130, tempo: 80...120)

  /// Loud and soft notes for two hands, with a pedal and a tempo that changes.
  private func music(_ seed: UInt64, bars: Int) -> Score {
    var generator = SplitMix64(seed: seed)
    let hands = [60...80, 40...59].enumerated().map { hand, pitches in
      let notes = RandomScore.barred(seed: seed + UInt64(hand), bars: bars, pitches: pitches)
        .tracks[0].notes.map {
          Note(
            onset: $0.onset, duration: $0.duration, pitch: $0.pitch,
            velocity: Velocity(40 + generator.below(60)))
        }
      return Track(
        notes: notes, pedals: hand == 0 ? [Pedal(onset: Tick(480), duration: Tick(4800))] : [])
    }
    return Score(
      ticksPerQuarter: 480, tracks: hands,
      tempos: (0..<max(1, bars / 5)).map {
        Tempo(onset: Tick(9600 * $0), microsecondsPerQuarter: 500_000 + 40_000 * ($0 % 5))
      })
  }

  /// - Parameter time: What the pieces' bars are.
  private func withStore(
    _ tokenizer: Tokenizer, time: Piece.Time = .bars, bars: [Int] = [40, 3, 17],
    _ body: (TokenStore, [EncodedPiece]) throws -> Void
  ) async throws {
    let pieces = try bars.enumerated().map { number, bars in
      let name = "music/\(number).mid"
      var piece = try EncodedPiece(
        music(UInt64(10 * number), bars: bars),
        SourcePiece(in: URL(filePath: "music"), path: name, split: .train, source: "music"),
        splitHash: 0,
        tokenizer: tokenizer)
      piece.piece.time = time
      return piece
    }
    try await withFolder { folder in
      let data = folder.appending(path: "data", directoryHint: .isDirectory)
      try writeDataset(pieces, tokenizer, to: data)
      try body(try Dataset(contentsOf: data).train, pieces)
    }
  }

  private static let tokenizers = [Tokenizer.cells(Cells()), .remi(REMI(.miditok))]

  @Test(arguments: tokenizers, [Piece.Time.bars, .seconds])
  func aVariedWindowIsAFunctionOfSeedAndNumber(
    tokenizer: Tokenizer, time: Piece.Time
  ) async throws {
    try await withStore(tokenizer, time: time) { store, _ in
      func windows(_ seed: UInt64, _ numbers: [Int]) -> [[Token]] {
        let sampler = WindowSampler(
          store: store, tokenizer: tokenizer, length: 100, seed: seed, augmentation: Self.all)
        return numbers.map(sampler.window)
      }
      let numbers = Array(0..<60)
      #expect(windows(3, numbers) == windows(3, numbers.reversed()).reversed())
      #expect(windows(3, numbers) != windows(4, numbers))
      #expect(windows(3, numbers).joined().allSatisfy { $0.id < tokenizer.vocabulary.count })
      #expect(windows(3, numbers).allSatisfy { 2...101 ~= $0.count })
    }
  }

  @Test(arguments: tokenizers)
  func onlyPitchesVelocitiesAndTemposVary(tokenizer: Tokenizer) async throws {
    try await withStore(tokenizer) { store, _ in
      func windows(_ augmentation: Augmentation) -> [[Token]] {
        let sampler = WindowSampler(
          store: store, tokenizer: tokenizer, length: 100, seed: 1, augmentation: augmentation)
        return (0..<100).map(sampler.window)
      }
      let plain = windows(.none)
      #expect(windows(Augmentation(transposition: 0...0, velocity: 100...100)) == plain)
      let kinds: [(Augmentation, TokenKind)] = [
        (Augmentation(transposition: -6...5), .pitch),
        (Augmentation(velocity: 50...150), .velocity),
        (Augmentation(tempo: 50...150), .tempo),
      ]
      for (augmentation, kind) in kinds {
        var changed = 0
        for (old, new) in zip(plain, windows(augmentation)) {
          #expect(old.count == new.count)
          #expect(zip(old, new).allSatisfy { $0 == $1 || tokenizer.kind(of: $0) == kind })
          changed += old == new ? 0 : 1
        }
        // Cells have no tempos.
        #expect((changed > 50) == (kind != .tempo || tokenizer.configuration.useTempos))
      }
    }
  }

  @Test(arguments: tokenizers)
  func musicWithoutBarsIsPlayedFasterAndSlower(tokenizer: Tokenizer) async throws {
    try await withStore(tokenizer, time: .seconds, bars: [40]) { store, pieces in
      let sampler = WindowSampler(
        store: store, tokenizer: tokenizer, length: 9999, seed: 1,
        augmentation: Augmentation(tempo: 50...200))
      var lengths: Set<Int> = []
      for number in 0..<40 {
        let score = tokenizer.decode(sampler.window(number))
        // At half the speed long notes reach the longest that there is, but none is lost.
        #expect(score.noteCount == pieces[0].piece.notes)
        lengths.insert(score.barCount)
      }
      #expect(lengths.count > 20 && lengths.min()! < 25 && lengths.max()! > 60)
    }
  }

  @Test func aWindowBeginsWithTheTempoThatHolds() async throws {
    let tokenizer = Tokenizer.remi(REMI(.miditok))
    try await withStore(tokenizer, bars: [40]) { store, pieces in
      let sampler = WindowSampler(store: store, tokenizer: tokenizer, length: 80, seed: 1)
      let tokens = pieces[0].tokens
      func isTempo(_ token: Token) -> Bool { tokenizer.kind(of: token) == .tempo }
      for window in (0..<100).map(sampler.window) where window[0] != tokenizer.beginToken {
        #expect(isTempo(window[3]))
        #expect(
          pieces[0].bars.contains { bar in
            let opened = tokenizer.opened(
              Array(tokens[bar...]), tempo: tokens[..<bar].last(where: isTempo))
            return opened.starts(with: window)
          })
      }
    }
  }
}
