// The one verb: several ways to fill a hole in a score.

import Music
import RWKV
import Tokens

/// Several ways to fill a hole in a score: to go on after its end, to fill some bars between others,
/// one hand beside the other, or any cells. What stands on both sides of the hole is known when it
/// is filled.
///
/// The takes, their order and their bytes depend on the score, the hole, the options and the model
/// only, and take k does not depend on how many are asked for.
///
/// - Throws: When there is nothing to go on from or nothing to fill, an option makes no sense, or
///   model and cells do not belong together; before the model has read anything.
public func complete(
  _ score: Score, _ hole: Hole, _ options: CompletionOptions = CompletionOptions(), model: Model,
  cells: Cells
) throws(CompletionError) -> Takes {
  try takes(score, hole, options, model, nil, cells)
}

/// The same takes, byte for byte, by the cache's model: of a score that was completed with the cache
/// before and edited since, only the bars from the edit on are read.
public func complete(
  _ score: Score, _ hole: Hole, _ options: CompletionOptions = CompletionOptions(),
  cache: PromptCache, cells: Cells
) throws(CompletionError) -> Takes {
  try takes(score, hole, options, cache.model, cache, cells)
}

private func takes(
  _ score: Score, _ hole: Hole, _ options: CompletionOptions, _ model: Model,
  _ cache: PromptCache?, _ cells: Cells
) throws(CompletionError) -> Takes {
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
  return try Takes(score, hole, options, model, cache, cells)
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
