// What is asked for: how many takes, drawn how.

import Music

/// What is asked for: how many takes, drawn how.
public struct CompletionOptions: Hashable, Sendable {
  public static let possibleTakes = 1...256
  public static let possibleTemperatures = 0.0...10
  /// Times the usual odds.
  public static let possibleSimilarities = 0.0...1000
  /// In nats.
  public static let possibleRepetitions = 0.0...20
  /// Notes in a bar.
  public static let possibleDensities = 0.25...200
  /// In nats.
  public static let possibleBiases = -100.0...100

  public var takes = 4
  /// The same seed, score and model give the same takes; take k does not depend on how many there
  /// are.
  public var seed: UInt64 = 0
  public var sampling = SamplingOptions()
  /// How many tokens the model reads around the hole. It is trained on fewer; its state carries what
  /// matters further.
  public var promptTokens = 4096
  /// Whether takes have velocities of their own; nil: where the given music has more than one. Without
  /// them they are as loud as the bars around them.
  public var dynamics: Bool?
  /// Whether takes have the pedal; nil: where the score has it.
  public var pedals: Bool?
  public var controls = Controls()
  /// Notes in the hole that stay as they are; new ones are written around them.
  public var locked: Set<Note> = []
  /// Whether a score without notes may be completed; otherwise that is an error.
  public var acceptsSilence = false

  public init() {}

  /// - Throws: `CompletionError.option` for the first value that is not possible.
  public func check() throws(CompletionError) {
    func refuse(
      _ name: String, _ value: some Any, _ allowed: String
    ) throws(CompletionError) { throw .option(name: name, value: "\(value)", allowed: allowed) }
    func text<Bound>(_ range: ClosedRange<Bound>) -> String {
      "\(range.lowerBound) to \(range.upperBound)"
    }
    if !Self.possibleTakes.contains(takes) { try refuse("takes", takes, text(Self.possibleTakes)) }
    if !Self.possibleTemperatures.contains(sampling.temperature) {
      try refuse("temperature", sampling.temperature, text(Self.possibleTemperatures))
    }
    if !Self.possibleSimilarities.contains(sampling.similarity) {
      try refuse("similarity", sampling.similarity, text(Self.possibleSimilarities))
    }
    if let k = sampling.topK, k < 1 { try refuse("top-k", k, "1 or more") }
    if let p = sampling.topP, !(p > 0 && p <= 1) {
      try refuse("top-p", p, "more than 0 and at most 1")
    }
    if let p = sampling.minP, !(p >= 0 && p <= 1) { try refuse("min-p", p, "0 to 1") }
    if let nats = sampling.repetition, !Self.possibleRepetitions.contains(nats) {
      try refuse("repetition", nats, text(Self.possibleRepetitions))
    }
    for nats in sampling.biases.values where !Self.possibleBiases.contains(nats) {
      try refuse("bias", nats, text(Self.possibleBiases))
    }
    try controls.check(leaningChords: sampling.chords)
    if let density = sampling.density { try check(density) }
    if promptTokens < 64 { try refuse("prompt tokens", promptTokens, "64 or more") }
  }

  private func check(_ density: Double) throws(CompletionError) {
    let possible = Self.possibleDensities
    if !possible.contains(density) {
      throw .option(
        name: "density", value: "\(density)",
        allowed: "\(possible.lowerBound) to \(possible.upperBound)")
    }
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
