// How often each pitch class comes.

import Music

/// How often each pitch class comes.
public struct PitchClassShares: Sendable {
  /// From C on, of all notes; empty where there are none.
  let shares: [Double]

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
