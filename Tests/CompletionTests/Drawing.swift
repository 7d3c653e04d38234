// Candidates as they are drawn, before takes are chosen.

import Music
import RWKV
import Tokens

@testable import Completion

/// As many candidates as `options.takes` says, as they are drawn.
func drawn(
  _ score: Score, _ hole: Hole, _ options: CompletionOptions = CompletionOptions(), model: Model,
  cells: Cells, cache: PromptCache? = nil
) throws(CompletionError) -> Candidates {
  var options = options
  options.candidates = options.takes
  return try complete(score, hole, options, model: model, cells: cells, cache: cache).candidates
}
