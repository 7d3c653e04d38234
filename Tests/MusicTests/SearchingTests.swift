// Binary search finds what a walk finds; runs are those of a walk.

import Music
import Testing

@Suite struct SearchingTests {
  @Test func thePartitionStandsBeforeTheFirstThatFulfilsTheCondition() {
    for count in 0..<20 {
      for first in 0...count {
        let flags = (0..<count).map { $0 >= first }
        #expect(flags.partitioningIndex { $0 } == first)
        let slice = ([true, true] + flags)[2...]
        #expect(slice.partitioningIndex { $0 } == first + 2)
      }
    }
  }

  @Test func aRunEndsBeyondTheSpreadFromItsFirst() {
    #expect([0, 1, 2, 3, 9, 9, 20].runs(within: 2) { $0 } == [0..<3, 3..<4, 4..<6, 6..<7])
    #expect([0, 1, 1, 2].runs(within: 0) { $0 } == [0..<1, 1..<3, 3..<4])
    #expect([Int]().runs(within: 2) { $0 }.isEmpty)
    #expect([5, 6, 7][1...].runs(within: 0) { $0 } == [1..<2, 2..<3])
  }
}
