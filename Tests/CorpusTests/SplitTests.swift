// Parts of a dataset are as large as documented, and each piece stays in its own.

import Foundation
import MidiTok
import TestSupport
import Testing
import Tokens

@testable import Corpus

@Suite struct SplitTests {
  @Test func fiveInAHundredAreForValidationFiveForTestAndTheRestForTraining() {
    var counts: [Split: Int] = [:]
    for number in 0..<10_000 as Range<UInt64> {
      counts[Split(drawnBy: number &* 7919), default: 0] += 1
    }
    #expect(counts == [.validation: 500, .test: 500, .train: 9000])
  }

  /// FNV-1a and SplitMix64's last step, computed by another program: a piece that moved from one
  /// part to another would be tested on what a model was trained with.
  @Test func aPieceStaysInItsPartInEveryVersion() {
    let numbers: [(text: String, hash: UInt64)] = [
      ("", 0xF52A_15E9_A9B5_E89B),
      ("MThd", 0x8B44_9551_BA8D_E042),
      ("a piece", 0x81D6_8EC6_83A1_4B6D),
    ]
    for (text, hash) in numbers { #expect(Split.splitHash(of: text.utf8) == hash, "\(text)") }
  }

  /// What was trained with a piece of a work in test would be tested on music that it knows.
  @Test(
    arguments: [[.train, .test, nil], [.test, .train, nil], [nil, .train, .test]] as [[Split?]])
  func aPieceWithoutAPartGoesIntoTheStrictestOfItsWork(splits: [Split?]) throws {
    let tokenizer = Tokenizer.cells(Cells())
    let facts = try splits.enumerated().map { number, split in
      let source = SourcePiece(
        in: URL(filePath: "music"), path: "\(number).mid", split: split, source: "music")
      let score = RandomScore.barred(seed: UInt64(number), bars: 8)
      let piece = try EncodedPiece(score, source, splitHash: 50, tokenizer: tokenizer)
      return PieceFacts(piece, number: number, work: "a sonata")
    }
    let fates = Selection(facts, keepsInterpretations: true).fates
    #expect(fates == splits.map { .kept($0 ?? .test) })
  }
}
