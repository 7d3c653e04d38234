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
