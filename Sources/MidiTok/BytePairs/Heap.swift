// Numbers that come out smallest first.

import Tokens

/// Numbers that come out smallest first: a binary heap.
struct Heap {
  private var values: [UInt64] = []

  mutating func push(_ value: UInt64) {
    var place = values.count
    values.append(value)
    while place > 0, values[(place - 1) / 2] > value {
      values.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  mutating func popFirst() -> UInt64? {
    guard let first = values.first, let last = values.popLast() else { return nil }
    guard !values.isEmpty else { return first }
    values[0] = last
    var place = 0
    while true {
      var child = 2 * place + 1
      guard child < values.count else { return first }
      if child + 1 < values.count, values[child + 1] < values[child] { child += 1 }
      guard values[child] < last else { return first }
      values.swapAt(place, child)
      place = child
    }
  }
}
