// Who writes one take, token by token.

/// Who writes one take: its draft and the generator that it is drawn with.
struct Writer {
  let number: Int
  let seed: UInt64
  private var generator: SplitMix64
  var draft: Draft
  /// Of the tokens that were drawn, in nats.
  private(set) var logLikelihood = 0.0

  init(number: Int, seed: UInt64, draft: Draft) {
    self.number = number
    self.seed = seed
    self.draft = draft
    generator = SplitMix64(seed: seed)
  }

  /// Draws the next token; where only one is allowed, no number is drawn.
  mutating func choose(
    among allowed: [(id: Int, logit: Double)], _ options: SamplingOptions
  ) -> Int {
    guard allowed.count > 1 else { return allowed[0].id }
    let likely = probabilities(allowed, temperature: options.temperature)
    let id = draw(
      topP(topK(likely, options.topK), options.topP), at: generator.nextUnit())
    logLikelihood += logProbability(of: id, among: allowed)
    return id
  }
}
