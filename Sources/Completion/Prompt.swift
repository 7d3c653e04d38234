// What the model reads before it goes on: the last bars of a score, as tokens.

import Music
import Tokens

/// What the model reads before it goes on, and the bars that it is to fill.
///
/// The hole begins at the first bar line at or after the end of the score's last note. Its bars are
/// those that the score's metres give from there on, also where a metre stands after the last note.
/// Nothing else after the last note is kept of the score's length: the empty bars that a file may
/// end with are where the takes go.
struct Prompt: Sendable {
  /// BOS, the last bars of the score, the first bar line of the hole with its metre; and, when the
  /// score's pedal is down there, its release: the pedal of the prompt ends with the prompt.
  let tokens: [Token]
  /// How many of the tokens, at the end, stand in the hole.
  private let openingCount: Int
  /// The bars of the hole.
  let bars: [GridBar]
  /// The grammar after the tokens.
  let grammar: REMIGrammar

  /// Of the empty bars between the beginning of the last note and the hole the model sees so many.
  private static let longestSilence = 8
  /// More than any piece has, few enough to be drawn.
  private static let mostBars = 1_000_000
  /// BOS, Bar, the metre, a position and the pedal's release.
  private static let frameTokens = 5

  /// - Parameter limit: How many tokens there may be; the first bars are left out.
  init(
    _ score: Score, bars count: Int, limit: Int, _ vocabulary: Vocabulary
  ) throws(CompletionError) {
    try Prompt.checkNotes(score, vocabulary)
    let lines = BarLines(score)
    let seam = lines.index(at: score.end - Tick(1)) + 1
    guard seam <= Prompt.mostBars else { throw .tooManyBars(seam) }
    bars = (seam..<seam + count).map {
      GridBar(lines, $0, ticksPerQuarter: score.ticksPerQuarter, vocabulary)
    }
    let end = bars[count - 1].bar.end.value
    guard end <= Int(Int32.max) else { throw .endsTooLate(tick: end) }
    guard score.tracks.count < 65_000 else { throw .tooManyTracks(score.tracks.count) }

    let window = PromptWindow(
      score, lines, seam: seam, limit: limit - Prompt.frameTokens,
      longestSilence: Prompt.longestSilence, vocabulary)
    let before = [vocabulary.remi.beginToken] + window.tokens()
    var grammar = REMIGrammar(vocabulary.remi, after: before)
    var opening = [vocabulary.remi.barToken]
    if let metre = bars[0].metre.token { opening.append(metre) }
    if grammar.isPedalDown, let pedalOff = vocabulary.pedalOff {
      opening += [vocabulary.positionToken(0), pedalOff]
    }
    for token in opening { grammar.accept(token) }
    tokens = before + opening
    openingCount = opening.count
    self.grammar = grammar
  }

  /// The tokens that stand in the hole.
  var opening: ArraySlice<Token> { tokens.suffix(openingCount) }

  private static func checkNotes(_ score: Score, _ vocabulary: Vocabulary) throws(CompletionError) {
    guard score.noteCount > 0 else { throw .noNotes }
    let piano = score.tracks.filter { !$0.isDrums }
    guard piano.contains(where: { !$0.notes.isEmpty }) else { throw .onlyDrums }
    let range = vocabulary.remi.configuration.pitchRange
    guard piano.contains(where: { $0.notes.contains { range.contains(Int($0.pitch.number)) } })
    else { throw .noNoteInRange(lowest: range.lowerBound, highest: range.upperBound) }
  }
}
