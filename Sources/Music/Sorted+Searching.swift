// Binary search, and runs of elements that stand near each other, in sorted collections.

extension RandomAccessCollection {
  /// The first index whose element fulfils `condition`; `endIndex` when none does.
  ///
  /// From that element on all must fulfil it, and none before. Takes O(log n) calls.
  ///
  ///     [1, 3, 3, 7].partitioningIndex { $0 >= 3 }  // 1
  @inlinable public func partitioningIndex(
    where condition: (Element) throws -> Bool
  ) rethrows -> Index {
    var (low, count) = (startIndex, count)
    while count > 0 {
      let half = count / 2
      let middle = index(low, offsetBy: half)
      if try condition(self[middle]) {
        count = half
      } else {
        low = index(after: middle)
        count -= half + 1
      }
    }
    return low
  }

  /// The runs of elements that are at most `spread` after the first of their run: the notes of a
  /// chord, for one. O(n).
  ///
  ///     [0, 1, 5, 6].runs(within: 2) { $0 }  // [0..<2, 2..<4]
  ///
  /// - Parameter position: Never falls from one element to the next.
  @inlinable public func runs<Position: Comparable & AdditiveArithmetic>(
    within spread: Position, by position: (Element) -> Position
  ) -> [Range<Index>] {
    var runs: [Range<Index>] = []
    var start = startIndex
    while start != endIndex {
      let first = position(self[start])
      var end = index(after: start)
      while end != endIndex, position(self[end]) - first <= spread { formIndex(after: &end) }
      runs.append(start..<end)
      start = end
    }
    return runs
  }
}
