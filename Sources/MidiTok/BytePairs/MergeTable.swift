// Which neighbouring symbols become one, in the order of their ranks.

import Tokens

/// Which neighbouring symbols become one, in the order of their ranks (Sennrich et al. 2016).
struct MergeTable: Sendable {
  struct Merge {
    let rank: Int
    let symbol: Int
  }

  private var merges: [UInt64: Merge] = [:]

  mutating func add(_ left: Int, _ right: Int, rank: Int, symbol: Int) {
    merges[MergeTable.key(left, right)] = Merge(rank: rank, symbol: symbol)
  }

  private static func key(_ left: Int, _ right: Int) -> UInt64 {
    UInt64(truncatingIfNeeded: left) << 32 | UInt64(truncatingIfNeeded: right)
  }

  /// A word with all merges made: always the one of lowest rank first, of equal ones the leftmost.
  ///
  /// The word is a list linked both ways and the merges wait in a heap, so that n symbols take
  /// O(n log n) time.
  func merged(_ word: [Int]) -> [Int] {
    var list = LinkedSymbols(word)
    var waiting = Heap()
    func offer(_ place: Int) {
      if let merge = merge(at: place, list) {
        waiting.push(UInt64(merge.rank) << 32 | UInt64(place))
      }
    }
    for place in word.indices { offer(place) }
    while let first = waiting.popFirst() {
      let place = Int(first & 0xFFFF_FFFF)
      // What was offered may have changed since.
      guard let merge = merge(at: place, list), merge.rank == Int(first >> 32) else { continue }
      list.replacePair(at: place, by: merge.symbol)
      if let before = list.place(before: place) { offer(before) }
      offer(place)
    }
    return list.symbols
  }

  private func merge(at place: Int, _ list: LinkedSymbols) -> Merge? {
    guard let (left, right) = list.pair(at: place) else { return nil }
    return merges[MergeTable.key(left, right)]
  }
}
