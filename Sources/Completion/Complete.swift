// The one verb: several ways to go on from a score.

import Music
import RWKV
import Tokens

/// Several ways to go on from a score, each in exactly the bars that were asked for.
///
/// The bars begin at the first bar line at or after the end of the score's last note and have the
/// metres that the score has there. The takes, their order and their bytes depend on the score, the
/// options and the model only, and take k does not depend on how many are asked for.
///
/// - Throws: When the score has nothing to go on from, an option makes no sense, or model and
///   tokenizer do not belong together; before the model has read anything.
public func complete(
  _ score: Score, _ options: CompletionOptions = CompletionOptions(), model: Model, tokenizer: REMI
) throws(CompletionError) -> Takes {
  try takes(score, options, model, nil, tokenizer)
}

/// The same takes, byte for byte, by the cache's model: of a score that was completed with the cache
/// before and edited since, only the bars from the edit on are read.
public func complete(
  _ score: Score, _ options: CompletionOptions = CompletionOptions(), cache: PromptCache,
  tokenizer: REMI
) throws(CompletionError) -> Takes {
  try takes(score, options, cache.model, cache, tokenizer)
}

private func takes(
  _ score: Score, _ options: CompletionOptions, _ model: Model, _ cache: PromptCache?,
  _ tokenizer: REMI
) throws(CompletionError) -> Takes {
  try options.check()
  do { try REMIGrammar.check(tokenizer) } catch { throw .tokenizer(error) }
  let vocabulary = try Vocabulary(tokenizer)
  guard model.configuration.vocabularySize == tokenizer.vocabulary.count else {
    throw .otherVocabulary(
      model: model.configuration.vocabularySize, tokenizer: tokenizer.vocabulary.count)
  }
  return try Takes(score, options, model, cache, vocabulary)
}

extension REMI {
  /// The tokenizer that a model was trained with, as its checkpoint says.
  public init(of model: Model) throws(CompletionError) {
    guard let json = model.metadata["tokenizer"] else { throw .noTokenizer }
    do { try self.init(tokenizerJSON: json.utf8) } catch {
      throw .tokenizer(error)
    }
  }
}
