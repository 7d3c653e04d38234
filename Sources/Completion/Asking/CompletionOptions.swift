// What is asked for: how many takes, drawn how.

import Music

/// What is asked for: how many takes, drawn how. What of it decides a take stands in
/// `TakeOption.all`.
public struct CompletionOptions: Hashable, Sendable {
  public static let possibleTakes = 1...256
  public static let possibleTemperatures = 0.0...10
  /// Times the usual odds.
  public static let possibleSimilarities = 0.0...1000
  /// In nats.
  public static let possibleRepetitions = 0.0...20
  /// Notes in a bar.
  public static let possibleDensities = 0.25...200
  public static let leastPromptTokens = 64
  /// How many candidates are drawn when nothing else is said, and no more takes are to be shown.
  public static let usualCandidates = 8

  /// How many takes are shown.
  public var takes = 4
  /// How many candidates are drawn, of which the takes are chosen; nil: `usualCandidates`, or as
  /// many as are shown.
  public var candidates: Int?
  /// The same seed, score and model give the same takes; candidate k does not depend on how many
  /// there are.
  public var seed: UInt64 = 0
  public var sampling = SamplingOptions()
  /// How many tokens the model reads around the hole. It is trained on fewer; its state carries
  /// what matters further.
  public var promptTokens = 4096
  /// Whether takes have velocities of their own; nil: where the given music has more than one.
  /// Without them they are as loud as the bars around them.
  public var dynamics: Bool?
  /// Whether takes have the pedal; nil: where the score has it.
  public var pedals: Bool?
  public var controls = Controls()
  /// Notes in the hole that stay as they are; new ones are written around them.
  public var locked: Set<Note> = []
  /// Whether a score without notes may be completed; otherwise that is an error.
  public var acceptsSilence = false

  public init() {}

  /// How many candidates are drawn.
  public var candidateCount: Int { candidates ?? max(takes, Self.usualCandidates) }

  /// - Throws: The first value that is not possible, or the first two that contradict each other.
  public func check() throws(CompletionError) {
    let possible = Self.possibleTakes
    guard possible.contains(takes) else {
      throw .option(
        name: "takes", value: "\(takes)",
        allowed: "\(possible.lowerBound) to \(possible.upperBound)")
    }
    guard (takes...possible.upperBound).contains(candidateCount) else {
      throw .candidates(candidateCount, takes: takes)
    }
    for option in TakeOption.all { try option.check(self) }
    try controls.check(leaningChords: sampling.chords)
    if let density = sampling.density { try check(density) }
  }

  private func check(_ density: Double) throws(CompletionError) {
    if let most = controls.mostNotes, Double(most.count) < density {
      throw .contradiction(
        "density", with: most.by, why: "no more than \(most.count) notes may begin in a bar")
    }
    if controls.keepsRhythm {
      throw .contradiction(
        "density", with: "keep rhythm", why: "the notes that are replaced say how many there are")
    }
  }
}
