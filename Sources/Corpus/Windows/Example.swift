// What a training step learns from.

import Tokens

/// Tokens, and from which on they are to be predicted; what is before is only read.
public struct Example: Hashable, Sendable {
  public var tokens: [Token]
  /// The first token, or row, that is predicted, from 1.
  public var start: Int

  public init(tokens: [Token], start: Int = 1) {
    (self.tokens, self.start) = (tokens, start)
  }

  /// What fills a hole, to be predicted behind its prompt, or with it.
  public init(_ cut: PromptAndFilling, predictsPrompt: Bool = false) {
    self.init(tokens: cut.prompt + cut.filling, start: predictsPrompt ? 1 : cut.prompt.count)
  }
}
