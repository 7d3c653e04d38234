// The metre in which a bar of the prompt is written.

import Music
import TestSupport
import Testing
import Tokens

@testable import Completion

@Suite struct PromptMetreTests {
  @Test func metresThatTheVocabularyHasStayAsTheyAre() throws {
    let vocabulary = RandomModel.cells
    for (numerator, denominator, token, positions) in [
      (4, 4, "TimeSig_4/4", 48), (6, 8, "TimeSig_6/8", 72), (2, 2, "TimeSig_4/4", 48),
      (3, 2, "TimeSig_6/4", 72), (5, 16, "TimeSig_5/16", 60),
    ] {
      let metre = Metre(onset: .zero, numerator: numerator, denominator: denominator)
      let bar = gridBar(metre, vocabulary)
      #expect(bar.metre.token == RandomModel.cells.remi.token(named: token))
      #expect(bar.positionCount == positions)
    }
  }

  @Test func aMetreWithoutATokenIsWrittenInTheShortestThatHoldsIt() throws {
    let vocabulary = RandomModel.cells
    for (numerator, denominator, token) in [
      (5, 32, "TimeSig_3/16"), (6, 32, "TimeSig_3/16"), (16, 64, "TimeSig_1/4"),
      (13, 1, "TimeSig_24/4"),
    ] {
      let metre = Metre(onset: .zero, numerator: numerator, denominator: denominator)
      let bar = gridBar(metre, vocabulary)
      #expect(bar.metre.token == RandomModel.cells.remi.token(named: token))
      let last = bar.tick(ofPosition: bar.positionCount - 1)
      #expect(last < bar.bar.end)
      #expect(bar.bar.end.value == 480 * 4 * numerator / denominator)
    }
  }

  private func gridBar(_ metre: Metre, _ vocabulary: Cells) -> GridBar {
    let score = quarters(1, metres: [metre])
    return GridBar(BarLines(score), 0, ticksPerQuarter: 480, vocabulary)
  }
}
