// Work that is handed out is done once and whole, whoever asks and however many do.

import Dispatch
import Synchronization
import Testing

@testable import RWKV

@Test(arguments: [1, 2, 3, 8, 100], [1, 2, 5])
func resultsStandInTheirOrder(count: Int, threads: Int) {
  for _ in 0..<200 {
    let result = concurrentMap(count, threads: threads, isShort: true) { $0 * $0 }
    #expect(result == (0..<count).map { $0 * $0 })
  }
}

@Test func everyPieceIsDoneOnce() {
  let counts = (0..<40).map { _ in Counter() }
  for _ in 0..<1000 {
    Workers.shared.run(40, threads: 4, isShort: true) {
      counts[$0].value.add(1, ordering: .relaxed)
    }
  }
  #expect(counts.allSatisfy { $0.value.load(ordering: .relaxed) == 1000 })
}

@Test func workInsideWorkIsDoneToo() {
  let result = concurrentMap(6, threads: 2) { outer in
    concurrentMap(5, threads: 2) { inner in outer * 10 + inner }.reduce(0, +)
  }
  #expect(result == (0..<6).map { 50 * $0 + 10 })
}

@Test func manyWhoAskAtOnceGetTheirOwnResults() {
  let right = Counter()
  DispatchQueue.concurrentPerform(iterations: 8) { caller in
    for round in 0..<300 {
      let result = concurrentMap(16, threads: 3, isShort: round % 2 == 0) {
        caller * 1000 + round + $0
      }
      if result == (0..<16).map({ caller * 1000 + round + $0 }) {
        right.value.add(1, ordering: .relaxed)
      }
    }
  }
  #expect(right.value.load(ordering: .relaxed) == 8 * 300)
}

private final class Counter: Sendable {
  let value = Atomic(0)
}
