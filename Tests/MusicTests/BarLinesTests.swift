// Bar lines found by arithmetic are those found by counting.

import Music
import TestSupport
import Testing

@Suite struct BarLinesTests {
  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func barLinesAreThoseOfTheScore(seed: UInt64) {
    var random = RandomScore(seed: seed)
    let score = random.any()
    let lines = BarLines(score)
    let bars = score.bars()
    for (index, bar) in bars.enumerated() {
      #expect(lines.bar(index) == bar)
      #expect(lines.index(at: bar.onset) == index)
      #expect(lines.index(at: bar.end - Tick(1)) == index)
    }
  }

  @Test func aBarFarAwayIsFoundAtOnce() {
    let score = quarters(1, division: 1)
    #expect(BarLines(score).index(at: Tick(1 << 40)) == 1 << 38)
  }
}
