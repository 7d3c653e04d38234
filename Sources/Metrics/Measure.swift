// What takes are compared with the true music in.

/// What takes are compared with the true music in.
public enum Measure: String, CaseIterable, Hashable, Sendable, Codable {
  case pitchClassEntropy, grooveSimilarity, density, range, polyphony, emptyBars, repetition

  /// With its unit.
  public var name: String {
    switch self {
    case .pitchClassEntropy: "pitch-class entropy, bits"
    case .grooveSimilarity: "groove similarity"
    case .density: "notes a bar"
    case .range: "range, semitones"
    case .polyphony: "notes at once"
    case .emptyBars: "empty bars"
    case .repetition: "repeated runs of 4"
    }
  }

  /// nil where the passage does not have it.
  public func value(_ passage: Passage) -> Double? {
    switch self {
    case .pitchClassEntropy: passage.pitchClassEntropy
    case .grooveSimilarity: passage.grooveSimilarity
    case .density: passage.density
    case .range: passage.range
    case .polyphony: passage.polyphony
    case .emptyBars: passage.emptyBarRate
    case .repetition: passage.repetition()
    }
  }

  /// How far two passages are apart; nil where one of them does not have it.
  public func distance(_ first: Passage, _ second: Passage) -> Double? {
    guard let first = value(first), let second = value(second) else { return nil }
    return abs(first - second)
  }
}
