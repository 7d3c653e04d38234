// How much two fillings of a hole have in common.

import Music

/// Notes as onset and pitch, to be compared with others.
public struct NoteSet: Sendable {
  /// Ascending; one for each note.
  private let keys: [Int]

  public init(_ notes: some Sequence<Note>) {
    keys = notes.map { $0.onset.value << 7 | Int($0.pitch.number) }.sorted()
  }

  /// The share of notes that both have at the same tick on the same key, each note counted once: twice
  /// the pairs over the notes of both (F1). 1 where neither has a note.
  public func likeness(to other: NoteSet) -> Double {
    let count = keys.count + other.keys.count
    guard count > 0 else { return 1 }
    var (a, b, pairs) = (0, 0, 0)
    while a < keys.count && b < other.keys.count {
      let (key, otherKey) = (keys[a], other.keys[b])
      if key == otherKey { pairs += 1 }
      if key <= otherKey { a += 1 }
      if otherKey <= key { b += 1 }
    }
    return Double(2 * pairs) / Double(count)
  }
}

/// How often each pitch class comes.
public struct PitchClassShares: Sendable {
  /// From C on, of all notes; empty where there are none.
  private let shares: [Double]

  public init(_ notes: some Sequence<Note>) {
    var counts = [Int](repeating: 0, count: 12)
    for note in notes { counts[Int(note.pitch.number) % 12] += 1 }
    let total = counts.reduce(0, +)
    shares = total == 0 ? [] : counts.map { Double($0) / Double(total) }
  }

  /// The share of notes that would have to change their pitch class, 0...1; nil where one side has no
  /// notes.
  public func distance(to other: PitchClassShares) -> Double? {
    guard !shares.isEmpty, !other.shares.isEmpty else { return nil }
    return zip(shares, other.shares).reduce(0) { $0 + abs($1.0 - $1.1) } / 2
  }
}
