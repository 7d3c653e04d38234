// How freely a take is drawn from what the model expects.

import Music

/// How freely a take is drawn from what the model expects.
public struct SamplingOptions: Hashable, Sendable {
  /// How readily a take says again what the piece has said: the odds of what its past expects,
  /// times those of `RecallShares`. 1 is usual, 0 leaves the model alone.
  public var similarity = 1.0
  /// 0 always takes the likeliest token, 1 draws as the model expects, more draws more boldly.
  public var temperature = 1.0
  /// Draws only among so many of the likeliest tokens; nil draws among all.
  public var topK: Int?
  /// Draws only among the likeliest tokens that together have at least this probability; nil draws
  /// among all.
  public var topP: Double? = 0.9

  /// Draws only among tokens that have at least this share of the likeliest one's probability; nil
  /// draws among all.
  public var minP: Double?
  /// By so many nats a pitch becomes less likely for each time that it would repeat four notes of
  /// the last bars in a row; see `RecentNotes`. nil, like 0, leaves repetition alone.
  public var repetition: Double?
  /// Chords that the bars to fill are to have mostly; notes of others become less likely. nil for
  /// any.
  public var chords: Progression?
  /// About how many new notes are to begin in a bar, both hands together; nil for any number.
  public var density: Double?
  public init() {}

  /// Whether the likeliest is always taken, so that chance has no part in it.
  public var isCertain: Bool { temperature == 0 || topK == 1 }
}
