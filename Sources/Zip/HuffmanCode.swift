// A prefix code that is given by the lengths of its words.

/// A prefix code given by the lengths of its words (RFC 1951, 3.2.2).
struct HuffmanCode {
  /// How many words have each length, 0...15.
  private var counts = [Int](repeating: 0, count: 16)
  /// By the length of their words, then by their value.
  private var symbols: [Int]

  /// nil when so many words of such lengths make no prefix code.
  init?(lengths: some Collection<Int>) {
    for length in lengths { counts[length] += 1 }
    counts[0] = 0
    var room = 1
    for length in 1...15 {
      room = room << 1 - counts[length]
      guard room >= 0 else { return nil }
    }
    var next = [Int](repeating: 0, count: 16)
    for length in 1..<15 { next[length + 1] = next[length] + counts[length] }
    symbols = [Int](repeating: 0, count: counts.reduce(0, +))
    for (symbol, length) in lengths.enumerated() where length > 0 {
      symbols[next[length]] = symbol
      next[length] += 1
    }
  }

  func read(_ bits: inout BitReader) throws(ZipError) -> Int {
    var (word, first, index) = (0, 0, 0)
    for length in 1...15 {
      word |= try bits.bit()
      let count = counts[length]
      if word - first < count { return symbols[index + word - first] }
      index += count
      first = (first + count) << 1
      word <<= 1
    }
    throw ZipError(.damaged("a word that no code has"), at: bits.at)
  }
}
