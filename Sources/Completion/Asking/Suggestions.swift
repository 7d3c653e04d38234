// What a completion answers: candidates as they are written, then the takes that are shown.

import Music

/// What happens while a hole is filled.
public enum CompletionEvent: Sendable {
  /// A candidate has one note more. In the end it may be shorter, if its key is struck again before
  /// its end.
  case note(Note, hand: Hand, candidate: Int)
  /// A candidate has one pedal more, now that it is released.
  case pedal(Pedal, candidate: Int)
  /// So many bars of a candidate are written.
  case bars(Int, candidate: Int)
  /// A candidate is finished.
  case candidate(Take)
  /// A take that is shown. The takes come after the last candidate, the best first.
  case take(Take)
}

/// What a completion answers: going through the events has candidates written and takes chosen.
///
/// First come the events of all candidates, side by side. Where fewer of them differ than takes are
/// asked for, more candidates are drawn, more boldly, and numbered after those before. Then come
/// the takes in their order, and the sequence ends. Stopping early costs nothing.
public struct Suggestions: Sequence, IteratorProtocol {
  /// The candidates alone, as they are drawn with the options: none is chosen, none is bolder.
  public let candidates: Candidates
  /// Those that are being written.
  private var batch: Candidates
  /// How many were drawn before them.
  private var drawn = 0
  private var finished: [Take] = []
  private var choice: DifferentTakes
  /// Chosen, to be handed out; nil while candidates are drawn.
  private var chosen: ArraySlice<Take>?
  private var firstNumber = 1

  init(_ candidates: Candidates) {
    (self.candidates, batch) = (candidates, candidates)
    choice = DifferentTakes(candidates.options, given: candidates.given)
  }

  /// How many tokens the model reads before it writes.
  public var promptTokenCount: Int { candidates.promptTokenCount }
  /// What is not in the hole.
  public var given: GivenMusic { candidates.given }
  /// The bars of the hole, counted from the score's first, from zero, with the hands that are
  /// filled.
  public var bars: [(number: Int, bar: Bar, hands: [Hand])] { candidates.bars }

  /// The takes that are shown, the best first; all the work is done here.
  public func takes() -> [Take] {
    compactMap { if case .take(let take) = $0 { take } else { nil } }
  }

  /// The same suggestions, the first candidate and the first take having this number.
  func numbered(from first: Int) -> Suggestions {
    var result = self
    result.firstNumber = first
    return result
  }

  public mutating func next() -> CompletionEvent? {
    while chosen == nil {
      if let event = batch.next() { return candidate(event) }
      chooseOrDrawAgain()
    }
    guard let take = chosen?.popFirst() else { return nil }
    return .take(take.numbered(take.number + firstNumber - 1))
  }

  /// The event of the batch, with the candidate's number among all that are drawn.
  private mutating func candidate(_ event: CompletionEvent) -> CompletionEvent {
    let before = drawn + firstNumber - 1
    switch event {
    case .note(let note, let hand, let candidate):
      return .note(note, hand: hand, candidate: candidate + before)
    case .pedal(let pedal, let candidate): return .pedal(pedal, candidate: candidate + before)
    case .bars(let count, let candidate): return .bars(count, candidate: candidate + before)
    case .candidate(let take), .take(let take):
      finished.append(take)
      return .candidate(take.numbered(take.number + before))
    }
  }

  private mutating func chooseOrDrawAgain() {
    drawn += finished.count
    let bolder = choice.add(finished)
    finished = []
    if let bolder {
      batch = batch.drawnAgain(bolder)
    } else {
      chosen = choice.shown[...]
    }
  }
}
