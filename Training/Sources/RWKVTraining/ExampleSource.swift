// Where the examples of a run come from.

import Corpus
import MidiTok
import Tokens

/// The examples of a run by their numbers: windows as they stand, with holes and what fills them,
/// or bars and what completes them.
struct ExampleSource: Sendable {
  private enum Kind: Sendable {
    case windows(WindowSampler)
    case holes(HoleSampler)
    case bars(BarWindows)
  }

  private let kind: Kind

  /// - Parameter isEvaluation: Pieces as they stand in their own keys, each source once, and only
  ///   the fillings of holes predicted.
  init(
    _ store: TokenStore, _ tokenizer: Tokenizer, _ options: TrainingOptions,
    isEvaluation: Bool = false
  ) {
    let seed = isEvaluation ? 0 : options.seed
    let weights = isEvaluation ? [:] : options.sourceWeights
    let augmentation = isEvaluation ? .none : options.augmentation
    let promptShare = isEvaluation ? 0 : options.loss.promptShare
    if let span = options.barSpan {
      kind = .bars(
        BarWindows(
          store: store, tokenizer: tokenizer, span: span, length: options.length, seed: seed,
          sourceWeights: weights, augmentation: augmentation, contextShare: promptShare))
      return
    }
    let windows = WindowSampler(
      store: store, tokenizer: tokenizer, length: options.length, seed: seed,
      sourceWeights: weights, augmentation: augmentation)
    guard case .cells(let cells) = tokenizer, let mixture = options.holes else {
      kind = .windows(windows)
      return
    }
    kind = .holes(
      HoleSampler(windows, cells: cells, mixture: mixture, promptShare: promptShare))
  }

  /// How many examples there are before they come again, or come anew; none where the music has no
  /// window of the kind.
  var examplesPerEpoch: Int {
    switch kind {
    case .windows(let windows): windows.windowsPerEpoch
    case .holes(let holes): holes.examplesPerEpoch
    case .bars(let bars): bars.examplesPerEpoch
    }
  }

  func example(_ index: Int) -> Example {
    switch kind {
    case .windows(let windows): Example(tokens: windows.window(index))
    case .holes(let holes): holes.example(index)
    case .bars(let bars): bars.example(index)
    }
  }
}

extension TrainingOptions {
  /// Whether the music has a window of the kind that a run of these options takes.
  public func hasExamples(in store: TokenStore, _ tokenizer: Tokenizer) -> Bool {
    ExampleSource(store, tokenizer, self).examplesPerEpoch > 0
  }

  /// How many holes are filled in an evaluation.
  private static let evaluatedHoles = 128

  /// What a run of these options is evaluated on: the fillings of some holes, always the same, or
  /// every token where there are no holes.
  public func evaluationExamples(_ store: TokenStore, _ tokenizer: Tokenizer) -> [Example] {
    guard store.pieceCount > 0 else { return [] }
    guard case .cells = tokenizer, let mixture = holes else {
      return store.evaluationWindows(length: length, tokenizer).map { Example(tokens: $0) }
    }
    var options = self
    options.holes = mixture.onlyHoles
    let source = ExampleSource(store, tokenizer, options, isEvaluation: true)
    guard source.examplesPerEpoch > 0 else { return [] }
    return (0..<Self.evaluatedHoles).map(source.example).filter { $0.start > 1 }
  }
}
