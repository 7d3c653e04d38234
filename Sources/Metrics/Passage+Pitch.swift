// What a passage's pitches are like.

import Foundation
import Music

extension Passage {
  /// The entropy of the pitch classes of its notes, in bits: 0 for one class, log2 12 for all alike
  /// (Wu and Yang 2020, "The Jazz Transformer on the front line", section 4.1).
  public var pitchClassEntropy: Double? {
    guard !notes.isEmpty else { return nil }
    return PitchClassShares(notes).shares.reduce(0) { entropy, share in
      share == 0 ? entropy : entropy - share * log2(share)
    }
  }

  /// From its lowest to its highest note, in semitones.
  public var range: Double? {
    let pitches = notes.map { Int($0.pitch.number) }
    guard let low = pitches.min(), let high = pitches.max() else { return nil }
    return Double(high - low)
  }
}

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

  /// The share of notes that would have to change their pitch class, 0...1; nil where one side has
  /// no notes.
  public func distance(to other: PitchClassShares) -> Double? {
    guard !shares.isEmpty, !other.shares.isEmpty else { return nil }
    return zip(shares, other.shares).reduce(0) { $0 + abs($1.0 - $1.1) } / 2
  }
}
