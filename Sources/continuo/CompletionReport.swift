// What `continuo complete` found out.

import Completion
import Music
import Rendering

/// What `continuo complete` found out.
struct CompletionReport {
  /// As the user wrote it.
  let promptPath: String
  let modelPath: String
  let options: CompletionOptions
  let promptTokens: Int
  /// What is not in the hole.
  let given: GivenMusic
  /// Those that were filled, counted from zero.
  let bars: [(number: Int, bar: Bar, hands: [Hand])]
  let loading: Duration
  /// Of what the model was trained on, where that is known.
  let index: PassageIndex?
  private(set) var takes: [Take] = []
  /// From the request, the model being loaded.
  private(set) var firstNote: Duration?
  private(set) var total: Duration = .zero

  init(
    promptPath: String, modelPath: String, options: CompletionOptions, suggestions: Suggestions,
    index: PassageIndex?, loading: Duration
  ) {
    self.promptPath = promptPath
    self.modelPath = modelPath
    self.options = options
    promptTokens = suggestions.promptTokenCount
    given = suggestions.given
    bars = suggestions.bars
    self.index = index
    self.loading = loading
  }

  /// Has the takes drawn and chosen, with a progress line; notes when the first note was there.
  mutating func draw(_ suggestions: Suggestions, since asked: ContinuousClock.Instant) {
    var progress = ProgressLine(bars: bars.count * options.candidateCount)
    for event in suggestions {
      switch event {
      case .note: firstNote = firstNote ?? ContinuousClock.now - asked
      case .bars: progress.advance()
      case .take(let take): takes.append(take)
      case .pedal, .candidate: break
      }
    }
    progress.finish()
    total = ContinuousClock.now - asked
  }

  /// The bars and hands that were filled, such as "Bars 9 to 12, left hand".
  var filled: String {
    let runs = RangeSet(bars.map { $0.number + 1..<$0.number + 2 }).ranges
    let names = runs.map {
      $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound) to \($0.upperBound - 1)"
    }
    let hands = Set(bars.map(\.hands))
    let hand = hands.count == 1 && bars[0].hands.count == 1 ? ", \(bars[0].hands[0]) hand" : ""
    return (bars.count == 1 ? "Bar " : "Bars ") + names.joined(separator: ", ") + hand
  }

  /// How many notes, how much the model believes in them, and how many it may have by heart.
  func summary(_ take: Take) -> String {
    let found = originality(take).map { ", \($0.found) of them as in its training music" } ?? ""
    let bolder = isBolder(take) ? ", bolder" : ""
    return
      "\(take.noteCount) notes\(found), \(decimal(take.logLikelihoodPerNote, 2)) nats per note, "
      + "seed \(take.seed)\(bolder)"
  }

  /// Whether it was drawn otherwise than was asked for, so that the takes are not all the same.
  func isBolder(_ take: Take) -> Bool { take.record.options.sampling != options.sampling }

  func originality(_ take: Take) -> Originality? { index?.originality(of: take, in: given) }

  var roll: PianoRoll {
    PianoRoll(
      prompt: given.score,
      takes: takes.map { take in
        PianoRoll.Take(
          label: "Take \(take.number): \(summary(take))",
          score: Score(
            ticksPerQuarter: given.score.ticksPerQuarter, tracks: take.tracks,
            metres: given.score.metres))
      })
  }
}
