// Who writes one take, token by token.

import Music
import Random
import Tokens

/// Who writes one take: its draft and the generator that it is drawn with.
struct TakeWriter {
  private(set) var number: Int
  private(set) var seed: UInt64
  private var generator: SplitMix64
  private(set) var draft: UnfinishedTake
  /// Of the prompt and of the draft.
  private var recent: RecentNotes
  /// The same, all of it.
  private var recall: Recall
  /// Of the tokens that were drawn, in nats.
  private(set) var logLikelihood = 0.0
  /// The same for each bar of the hole.
  private(set) var logLikelihoodOfBars: [Double]

  init(number: Int, seed: UInt64, draft: UnfinishedTake, recent: RecentNotes, recall: Recall) {
    self.number = number
    self.seed = seed
    self.draft = draft
    (self.recent, self.recall) = (recent, recall)
    generator = SplitMix64(seed: seed)
    logLikelihoodOfBars = Array(repeating: 0, count: draft.barCount)
  }

  /// The same writer under another number and with another generator; nothing may be written yet.
  func numbered(_ number: Int, seed: UInt64) -> TakeWriter {
    var result = self
    (result.number, result.seed) = (number, seed)
    result.generator = SplitMix64(seed: seed)
    return result
  }

  /// Draws the next token; where only one is allowed, no number is drawn.
  mutating func choose(
    _ logits: ArraySlice<Float>, mask: [Bool], _ sampler: inout Sampler
  ) -> Int {
    sampler.read(logits, mask: mask)
    if let only = sampler.onlyToken { return only }
    sampler.keepPace(logits, draft)
    sampler.recall(recall)
    sampler.avoidRepetition(after: recent)
    sampler.lean(on: draft)
    let id = sampler.draw(at: generator.nextUnit())
    let logProbability = sampler.logProbability(of: id)
    logLikelihood += logProbability
    logLikelihoodOfBars[draft.finishedBars] += logProbability
    return id
  }

  /// Goes on by the token that was chosen.
  ///
  /// - Returns: The note that it completes.
  mutating func append(_ token: Token, _ vocabulary: Cells) -> Note? {
    recent.accept(token, vocabulary)
    recall.accept(token)
    return draft.append(token)
  }
}
