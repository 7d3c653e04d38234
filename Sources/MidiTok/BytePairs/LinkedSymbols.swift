// A word whose neighbouring symbols can become one without moving the others.

import Tokens

/// A word whose neighbouring symbols can become one without moving the others; a symbol keeps the
/// place of its first part.
struct LinkedSymbols {
  /// nil where a symbol has become part of the one before it.
  private var values: [Int?]
  /// The next place; `values.count` behind the last.
  private var next: [Int]
  /// The place before; -1 before the first.
  private var previous: [Int]

  init(_ word: [Int]) {
    values = word
    next = word.indices.map { $0 + 1 }
    previous = word.indices.map { $0 - 1 }
  }

  var symbols: [Int] { values.compactMap(\.self) }

  /// The symbol at a place and its right neighbour.
  func pair(at place: Int) -> (left: Int, right: Int)? {
    guard let left = values[place], next[place] < values.count, let right = values[next[place]]
    else { return nil }
    return (left, right)
  }

  func place(before place: Int) -> Int? {
    previous[place] >= 0 ? previous[place] : nil
  }

  mutating func replacePair(at place: Int, by symbol: Int) {
    let gone = next[place]
    values[place] = symbol
    values[gone] = nil
    next[place] = next[gone]
    if next[place] < values.count { previous[next[place]] = place }
  }
}
