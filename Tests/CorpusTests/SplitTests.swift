// Parts of a dataset are as large as documented, and each piece stays in its own.

import Testing

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
}
