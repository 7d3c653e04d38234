// The one verb: several ways to fill a hole in a score.

import Music
import RWKV
import Tokens

/// Several ways to fill a hole in a score: to go on after its end, to fill some bars between
/// others, one hand beside the other, or any cells. The model knows what stands on both sides of
/// the hole.
///
/// `options.candidates` fillings are drawn as one batch; `options.takes` of them are chosen to be
/// shown, the best first. Where they are alike, others are drawn more boldly and take their place.
///
///     let suggestions = try complete(score, .after(bars: 8), model: model, cells: cells)
///     for event in suggestions { ... }    // notes of candidates as they come, then the takes
///     for take in suggestions.takes() { ... }    // the takes alone
///
/// The takes, their order and their bytes depend on the score, the hole, the options and the model
/// only. Candidate k does not depend on how many are drawn.
///
/// The call itself reads the score only. The model works while the suggestions are gone through: it
/// reads the prompt once, a block of tokens at a time, then makes a step for each token of the
/// longest candidate, for all candidates together.
///
/// - Parameter cache: The states of this model at the bar lines of the prompt that was read last.
///   After an edit only the bars from the edit on are read again; the takes are the same, byte for
///   byte.
/// - Throws: When there is nothing to go on from or nothing to fill, an option makes no sense, or
///   model and cells do not belong together; before the model has read anything.
public func complete(
  _ score: Score, _ hole: Hole, _ options: CompletionOptions = CompletionOptions(), model: Model,
  cells: Cells, cache: PromptCache? = nil
) throws(CompletionError) -> Suggestions {
  if let cache {
    precondition(
      cache.model.fingerprint == model.fingerprint && cache.model.precision == model.precision,
      "the cache holds states of another model")
  }
  try hole.check()
  try options.check()
  if options.controls.pressesPedal, !hole.hasWholeBar {
    throw .contradiction(
      "pedal", with: "hand", why: "the pedal belongs to both hands and is written with both")
  }
  guard model.configuration.vocabularySize == cells.vocabulary.count else {
    throw .otherVocabulary(
      model: model.configuration.vocabularySize, tokenizer: cells.vocabulary.count)
  }
  var options = options
  if model.metadata["dynamics"] == "false" {
    if options.dynamics == true { throw .notLearnt(what: "dynamics") }
    options.dynamics = false
  }
  return Suggestions(try Candidates(score, hole, options, model, cache, cells))
}

extension Cells {
  /// The cells that a model was trained with, as its checkpoint says.
  public init(of model: Model) throws(CompletionError) {
    guard let json = model.metadata["tokenizer"] else { throw .noTokenizer }
    let configuration: TokenizerConfiguration
    do {
      configuration = try TokenizerConfiguration(tokenizerJSON: json.utf8)
    } catch { throw .tokenizer(error) }
    guard configuration.tokenization == .cells else { throw .noCells }
    do { try Cells.check(configuration) } catch { throw .tokenizer(error) }
    self.init(configuration)
  }
}
