// Seconds written as musical time.

import Music

/// Seconds written as musical time: always 120 quarters a minute and 4/4, so a bar is two seconds.
///
/// Bars and beats mean nothing then. A tick is about a millisecond; what a tokenizer's grid makes of
/// it is coarser.
enum FixedGrid {
  static let ticksPerQuarter = 480
  static let ticksPerSecond = 960.0

  /// A performance with its seconds kept, its velocities and its pedal; what it says of tempo,
  /// metre and key is dropped.
  static func score(_ performance: Score) -> Score {
    let map = TempoMap(performance)
    return Score(
      ticksPerQuarter: ticksPerQuarter,
      tracks: performance.tracks.map { track in
        track.placed { Int((map.seconds(at: $0) * ticksPerSecond).rounded()) }
      },
      tempos: [Tempo(onset: .zero, microsecondsPerQuarter: 500_000)],
      metres: [Metre(onset: .zero, numerator: 4, denominator: 4)])
  }
}
