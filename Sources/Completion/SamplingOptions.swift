// How freely a take is drawn from what the model expects.

/// How freely a take is drawn from what the model expects.
public struct SamplingOptions: Hashable, Sendable {
  /// 0 always takes the likeliest token, 1 draws as the model expects, more draws more boldly.
  public var temperature = 1.0
  /// Draws only among so many of the likeliest tokens; nil draws among all.
  public var topK: Int?
  /// Draws only among the likeliest tokens that together have at least this probability; nil draws
  /// among all.
  public var topP: Double? = 0.95

  public init() {}
}
