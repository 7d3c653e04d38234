// A prompt and its takes, to be drawn as piano rolls.

import Music

/// A prompt and its takes, drawn one panel a take: time to the right, pitch upwards, what the
/// composer wrote in one colour and what is new in another.
public struct PianoRoll: Sendable {
  /// One filling of the hole.
  public struct Take: Sendable {
    public var label: String
    /// Only the new notes and pedals, in the time of the prompt and with its ticks per quarter.
    public var score: Score

    public init(label: String, score: Score) {
      self.label = label
      self.score = score
    }
  }

  public let prompt: Score
  public let takes: [Take]

  /// Without takes the prompt is drawn alone.
  public init(prompt: Score, takes: [Take] = []) {
    for take in takes {
      precondition(
        take.score.ticksPerQuarter == prompt.ticksPerQuarter,
        "a take with \(take.score.ticksPerQuarter) ticks per quarter, "
          + "a prompt with \(prompt.ticksPerQuarter)")
    }
    self.prompt = prompt
    self.takes = takes
  }

  /// What is drawn in each panel; nil stands for the prompt alone.
  var panels: [Take?] { takes.isEmpty ? [nil] : takes }
}
