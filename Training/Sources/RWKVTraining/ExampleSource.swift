// Where the examples of a run come from.

import Corpus
import Tokens

/// The examples of a run by their numbers: windows as they stand, or with holes and what fills them.
struct ExampleSource: Sendable {
  private let windows: WindowSampler
  private let holes: HoleSampler?

  /// - Parameter isEvaluation: Pieces as they stand in their own keys, each source once, and only
  ///   the fillings of holes predicted.
  init(
    _ store: TokenStore, _ tokenizer: Tokenizer, _ options: TrainingOptions,
    isEvaluation: Bool = false
  ) {
    windows = WindowSampler(
      store: store, tokenizer: tokenizer, length: options.length,
      seed: isEvaluation ? 0 : options.seed,
      sourceWeights: isEvaluation ? [:] : options.sourceWeights,
      transpose: isEvaluation ? nil : options.transposition.map { -$0...$0 - 1 })
    guard case .cells(let cells) = tokenizer, let mixture = options.holes else {
      holes = nil
      return
    }
    holes = HoleSampler(
      windows, cells: cells, mixture: mixture,
      predictsPrompts: options.loss == .all && !isEvaluation)
  }

  func example(_ index: Int) -> Example {
    holes?.example(index) ?? Example(tokens: windows.window(index))
  }
}

extension TrainingOptions {
  /// How many holes are filled in an evaluation.
  private static let evaluatedHoles = 128

  /// What a run of these options is evaluated on: the fillings of some holes, always the same, or
  /// every token where there are no holes.
  public func evaluationExamples(_ store: TokenStore, _ tokenizer: Tokenizer) -> [Example] {
    guard store.pieceCount > 0 else { return [] }
    guard case .cells = tokenizer, let mixture = holes else {
      return store.evaluationWindows(length: length).map { Example(tokens: $0) }
    }
    var options = self
    options.holes = mixture.onlyHoles
    let source = ExampleSource(store, tokenizer, options, isEvaluation: true)
    return (0..<Self.evaluatedHoles).map(source.example).filter { $0.start > 1 }
  }
}
