// Seconds written as musical time.

import Music

/// Seconds written as musical time: always 120 quarters a minute and 4/4, so a bar is two seconds.
///
/// Bars and beats mean nothing then. A tick is about a millisecond; what a tokenizer's grid makes
/// of it is coarser.
public enum FixedGrid {
  static let ticksPerQuarter = 480
  public static let ticksPerSecond = 960.0

  /// A performance with its seconds kept, its velocities and its pedal; what it says of tempo,
  /// metre and key is dropped.
  public static func score(_ performance: Score) -> Score {
    let place = performance.placing { $0 * ticksPerSecond }
    return Score(
      ticksPerQuarter: ticksPerQuarter, tracks: performance.tracks.map { $0.placed(place) },
      tempos: [Tempo(onset: .zero, microsecondsPerQuarter: 500_000)],
      metres: [Metre(onset: .zero, numerator: 4, denominator: 4)])
  }
}
