// Who writes one take, token by token.

import Random

/// Who writes one take: its draft and the generator that it is drawn with.
struct Writer {
  var number: Int
  let seed: UInt64
  private var generator: SplitMix64
  var draft: Draft
  /// Of the prompt and of the draft.
  var recent: RecentNotes
  /// Of the tokens that were drawn, in nats.
  private(set) var logLikelihood = 0.0

  init(number: Int, seed: UInt64, draft: Draft, recent: RecentNotes) {
    self.number = number
    self.seed = seed
    self.draft = draft
    self.recent = recent
    generator = SplitMix64(seed: seed)
  }

  /// Draws the next token; where only one is allowed, no number is drawn.
  mutating func choose(
    _ logits: ArraySlice<Float>, mask: [Bool], _ sampler: inout Sampler
  ) -> Int {
    sampler.read(logits, mask: mask)
    if let only = sampler.onlyToken { return only }
    sampler.bias(after: recent)
    let id = sampler.draw(at: generator.nextUnit())
    logLikelihood += sampler.logProbability(of: id)
    return id
  }
}
