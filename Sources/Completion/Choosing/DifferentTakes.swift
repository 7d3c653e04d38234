// Takes that are not all the same.

import Random

/// Chooses takes that differ from each other, the best first, out of one draw after the other.
///
/// Where a piece leaves no doubt, one draw is like the other: a scale goes on as a scale, every
/// time. Takes that have more than `sameness` in common with a better one make room for others
/// that are drawn more and more boldly. What cannot be told apart even then comes last.
struct DifferentTakes {
  /// Takes that have more than this in common are the same to who chooses.
  static let sameness = 0.75

  private let options: CompletionOptions
  private let given: GivenMusic
  private var drawn: [Take] = []
  private var boldness = 0
  /// Chosen so far, in order.
  private(set) var shown: [Take] = []

  /// - Parameter options: `takes` says how many are chosen.
  init(_ options: CompletionOptions, given: GivenMusic) {
    (self.options, self.given) = (options, given)
  }

  /// Chooses from one more draw.
  ///
  /// - Returns: The options for the next draw; nil when all takes are chosen.
  mutating func add(_ takes: [Take]) -> CompletionOptions? {
    drawn += takes
    choose(among: takes, within: Self.sameness)
    guard shown.count < options.takes else { return nil }
    boldness += 1
    if let bolder = options.bolder(boldness) { return bolder }
    let seeds = Set(shown.map(\.seed))
    choose(among: drawn.filter { !seeds.contains($0.seed) }, within: 1)
    return nil
  }

  private mutating func choose(among takes: [Take], within likeness: Double) {
    shown += Choice(among: takes, given: given)
      .best(options.takes - shown.count, besides: shown, within: likeness)
  }
}

extension SamplingOptions {
  fileprivate static let boldSteps = 3

  /// Less of what the piece has said, then none of it and more of what is less likely.
  fileprivate func bolder(_ step: Int) -> SamplingOptions {
    var result = self
    result.similarity = step == 1 ? similarity / 10 : 0
    result.temperature = temperature * (1 + 0.25 * Double(step - 1))
    result.topP = topP.map { 1 - (1 - $0) / Double(step) }
    return result
  }
}

extension CompletionOptions {
  /// Options for other takes of the same hole; nil where the likeliest is always taken, and after
  /// the boldest.
  fileprivate func bolder(_ step: Int) -> CompletionOptions? {
    guard step <= SamplingOptions.boldSteps, !sampling.isCertain else { return nil }
    var result = self
    result.sampling = sampling.bolder(step)
    result.sampling.temperature = min(
      result.sampling.temperature, Self.possibleTemperatures.upperBound)
    // Beyond the numbers that takes of one draw can have.
    result.seed = SplitMix64.seed(seed, take: 1000 * step)
    return result
  }
}
