// Takes that are not all the same.

import Random

extension Choice {
  /// Takes that have more than this in common are the same to who chooses.
  public static let sameness = 0.75

  /// So many takes that differ from each other, the best first.
  ///
  /// Where a piece leaves no doubt, one draw is like the other: a scale goes on as a scale, every
  /// time. Takes that have more than `sameness` in common with a better one make room for others
  /// that are drawn more and more boldly. What cannot be told apart even then comes last.
  ///
  /// - Parameters:
  ///   - takes: Those that were drawn with the options.
  ///   - draw: Takes of the same hole with other options.
  public static func differentTakes<Failure>(
    _ count: Int, among takes: [Take], _ options: CompletionOptions, given: GivenMusic,
    draw: (CompletionOptions) throws(Failure) -> [Take]
  ) throws(Failure) -> [Take] {
    var drawn = takes
    var shown = Choice(among: takes, given: given).best(count, within: sameness)
    for step in 1...SamplingOptions.boldSteps where shown.count < count {
      guard let bolder = options.bolder(step) else { break }
      let takes = try draw(bolder)
      shown += Choice(among: takes, given: given)
        .best(count - shown.count, besides: shown, within: sameness)
      drawn += takes
    }
    let seeds = Set(shown.map(\.seed))
    let rest = Choice(among: drawn.filter { !seeds.contains($0.seed) }, given: given)
    return shown + rest.best(count - shown.count, besides: shown)
  }
}

extension SamplingOptions {
  static let boldSteps = 3

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
  /// Options for other takes of the same hole; nil where the likeliest is always taken.
  fileprivate func bolder(_ step: Int) -> CompletionOptions? {
    guard !sampling.isCertain else { return nil }
    var result = self
    result.sampling = sampling.bolder(step)
    result.sampling.temperature = min(
      result.sampling.temperature, Self.possibleTemperatures.upperBound)
    // Beyond the numbers that takes of one draw can have.
    result.seed = SplitMix64.seed(seed, take: 1000 * step)
    return result
  }
}
