// Why a score cannot be completed.

import Tokens

/// Why a score cannot be completed.
public enum CompletionError: Error, Hashable, Sendable {
  /// There is no note to go on from.
  case noNotes
  /// All notes are on the drum channel.
  case onlyDrums
  /// No note is on a key that the tokenizer has a token for.
  case noNoteInRange(lowest: Int, highest: Int)
  /// The hole has no cell.
  case nothingToFill
  /// All that the model could go on from is in the hole.
  case nothingGiven
  /// The completion would end after the last tick that a MIDI file can say.
  case endsTooLate(tick: Int)
  /// The last note is in a bar (counted from 1) so far away that the file is hardly meant so.
  case tooManyBars(Int)
  /// One more track does not fit into a file.
  case tooManyTracks(Int)
  /// An option has a value that makes no sense, or one beyond what is possible.
  case option(name: String, value: String, allowed: String)
  /// So many candidates are impossible, or too few for the takes that are chosen of them.
  case candidates(Int, takes: Int)
  /// Two options leave nothing to play: two controls, or one and the hole.
  case contradiction(String, with: String, why: String)
  /// The takes are to have dynamics or the pedal, which the model has never seen.
  case notLearnt(what: String)
  /// The checkpoint does not say which tokenizer the model was trained with.
  case noTokenizer
  case tokenizer(TokenizerConfigurationError)
  /// The model was trained on tokens that know no holes.
  case noCells
  /// The model does not give one logit for each of the tokenizer's tokens.
  case otherVocabulary(model: Int, tokenizer: Int)
}

extension CompletionError {
  /// Whether the model is at fault, not the score or an option.
  public var concernsModel: Bool {
    switch self {
    case .noTokenizer, .tokenizer, .noCells, .otherVocabulary, .notLearnt: true
    default: false
    }
  }
}

extension CompletionError: CustomStringConvertible {
  public var description: String { "\(problem); \(advice)" }

  /// What is wrong.
  public var problem: String { problem { $0 } }

  /// What is wrong.
  ///
  /// - Parameter typed: An option's name, of words with spaces between, as the reader knows it.
  public func problem(typed: (String) -> String) -> String {
    switch self {
    case .noNotes: "there are no notes to go on from"
    case .onlyDrums: "all notes are drums (channel 10), none is for the piano"
    case .noNoteInRange(let lowest, let highest):
      "no note is on a key that the model knows (MIDI keys \(lowest) to \(highest))"
    case .nothingToFill: "no bar is to be filled"
    case .nothingGiven: "all notes that the model could go on from are in the bars to be filled"
    case .endsTooLate(let tick):
      "the completion would end at tick \(tick), which no MIDI file can say"
    case .tooManyBars(let bar): "the last note is in bar \(bar)"
    case .tooManyTracks(let count): "the file has \(count) tracks and no room for one more"
    case .option(let name, let value, _): "\(typed(name)) \(value) is not possible"
    case .candidates(let count, let takes):
      CompletionOptions.possibleTakes.contains(count)
        ? "\(typed("candidates")) \(count) and \(typed("takes")) \(takes) contradict each other"
        : "\(typed("candidates")) \(count) is not possible"
    case .noTokenizer: "the checkpoint does not say which tokenizer its model was trained with"
    case .tokenizer(let error): "the tokenizer in the checkpoint cannot be used (\(error))"
    case .noCells: "the model was trained on tokens that know no holes"
    case .contradiction(let one, let other, let why):
      "\(typed(one)) and \(typed(other)) contradict each other (\(why))"
    case .notLearnt(let what): "the model was trained on music without \(what)"
    case .otherVocabulary(let model, let tokenizer):
      "the model knows \(model) tokens, its tokenizer \(tokenizer)"
    }
  }

  /// What to do about it.
  public var advice: String {
    switch self {
    case .noNotes: "write a note or a few bars first"
    case .onlyDrums: "put what is to be continued on another channel"
    case .noNoteInRange: "transpose the piece into this range"
    case .nothingToFill: "name some bars"
    case .nothingGiven: "leave some bars, or one hand"
    case .endsTooLate: "ask for fewer bars, or export the file with fewer ticks"
    case .tooManyBars: "remove the notes that stand too far away"
    case .tooManyTracks: "merge some of them"
    case .option(_, _, let allowed): "choose \(allowed)"
    case .candidates(_, let takes):
      "takes are chosen from the candidates: draw \(takes) to "
        + "\(CompletionOptions.possibleTakes.upperBound)"
    case .noTokenizer: "export it again with its tokenizer.json in the metadata"
    case .tokenizer: "export the checkpoint again"
    case .noCells: "use a model trained on cells, as 'continuo prepare' writes them"
    case .contradiction: "change one of the two"
    case .notLearnt: "leave the option out, or use another model"
    case .otherVocabulary: "they do not belong together: export the checkpoint again"
    }
  }
}
