// Which options may stand beside each other, pair by pair.

import Music
import TestSupport
import Testing

@testable import Completion

private let staves = Score(
  ticksPerQuarter: 480,
  tracks: [
    Track(notes: quarters(24, pitch: 72).tracks[0].notes),
    Track(notes: quarters(24, pitch: 48).tracks[0].notes),
  ])

private func locked(_ keys: ClosedRange<Int>) -> Set<Note> {
  Set(staves.tracks.flatMap(\.notes).filter { keys.contains(Int($0.pitch.number)) })
}

private struct Pair: CustomTestStringConvertible, Sendable {
  let testDescription: String
  /// The two names; nil where both can be had.
  let refused: [String]?
  var hole = Hole.bars(2...3)
  let ask: @Sendable (inout CompletionOptions) -> Void
}

private let cMajor = Key(tonic: 0, isMinor: false).pitchClasses

private let pairs: [Pair] = [
  Pair(testDescription: "a key, and a range without a note of it", refused: ["key", "range"]) {
    ($0.controls.pitchClasses, $0.controls.range) = ([0], Pitch(61)...Pitch(63))
  },
  Pair(testDescription: "a key, and only chords outside it", refused: ["chords", "key"]) {
    ($0.controls.pitchClasses, $0.controls.chords) = (cMajor, Progression(named: "C | F#"))
  },
  Pair(testDescription: "a key, and a leaning to chords outside it", refused: ["chords", "key"]) {
    ($0.controls.pitchClasses, $0.sampling.chords) = (cMajor, Progression(named: "F#"))
  },
  Pair(testDescription: "a key, and chords that are partly in it", refused: nil) {
    ($0.controls.pitchClasses, $0.controls.chords) = (cMajor, Progression(named: "A | D7"))
  },
  Pair(
    testDescription: "a range, and only chords without a note in it",
    refused: ["chords", "range"]
  ) {
    ($0.controls.range, $0.controls.chords) = (Pitch(61)...Pitch(61), Progression(named: "C"))
  },
  Pair(testDescription: "a range beyond the model's keys", refused: ["range"]) {
    $0.controls.range = Pitch(0)...Pitch(8)
  },
  Pair(testDescription: "a range, and notes outside it that stay", refused: nil) {
    ($0.controls.range, $0.locked) = (Pitch(40)...Pitch(60), locked(72...90))
  },
  Pair(testDescription: "a density, and fewer notes", refused: ["density", "notes per bar"]) {
    ($0.sampling.density, $0.controls.notesPerBar) = (16, 2)
  },
  Pair(
    testDescription: "a density, and fewer notes in chords",
    refused: ["density", "chords per bar"]
  ) {
    ($0.sampling.density, $0.controls.chordsPerBar) = (16, 3)
    $0.controls.polyphony = 2
  },
  Pair(testDescription: "a density, and few places", refused: nil) {
    ($0.sampling.density, $0.controls.chordsPerBar) = (6, 3)
  },
  Pair(testDescription: "one voice, and few places", refused: nil) {
    ($0.controls.polyphony, $0.controls.chordsPerBar) = (1, 3)
  },
  Pair(testDescription: "fewer notes than places", refused: nil) {
    ($0.controls.notesPerBar, $0.controls.chordsPerBar) = (2, 3)
  },
  Pair(testDescription: "a rhythm, and a grid", refused: ["keep rhythm", "grid"]) {
    ($0.controls.keepsRhythm, $0.controls.grid) = (true, 2)
  },
  Pair(
    testDescription: "a rhythm, and a number of notes",
    refused: ["keep rhythm", "notes per bar"]
  ) {
    ($0.controls.keepsRhythm, $0.controls.notesPerBar) = (true, 2)
  },
  Pair(
    testDescription: "a rhythm, and a number of places",
    refused: ["keep rhythm", "chords per bar"]
  ) {
    ($0.controls.keepsRhythm, $0.controls.chordsPerBar) = (true, 2)
  },
  Pair(testDescription: "a rhythm, and a number of voices", refused: ["keep rhythm", "polyphony"]) {
    ($0.controls.keepsRhythm, $0.controls.polyphony) = (true, 2)
  },
  Pair(testDescription: "a rhythm, and a density", refused: ["density", "keep rhythm"]) {
    ($0.controls.keepsRhythm, $0.sampling.density) = (true, 8)
  },
  Pair(
    testDescription: "a rhythm, and bars behind the end", refused: ["keep rhythm", "bars"],
    hole: .after(bars: 2)
  ) { $0.controls.keepsRhythm = true },
  Pair(testDescription: "a rhythm, and notes that stay", refused: nil) {
    ($0.controls.keepsRhythm, $0.locked) = (true, locked(72...73))
  },
  Pair(testDescription: "a rhythm, and hands that can", refused: nil) {
    ($0.controls.keepsRhythm, $0.controls.isPlayable) = (true, true)
  },
  Pair(
    testDescription: "notes that stay, and bars behind the end", refused: ["keep", "bars"],
    hole: .after(bars: 2)
  ) { $0.locked = locked(72...90) },
  Pair(
    testDescription: "notes that stay, and the other hand", refused: ["keep", "hand"],
    hole: .bars(2...3, hands: [.left])
  ) { $0.locked = locked(72...90) },
  Pair(
    testDescription: "the pedal, and one hand", refused: ["pedal", "hand"],
    hole: .bars(2...3, hands: [.left])
  ) { ($0.pedals, $0.controls.pressesPedal) = (true, true) },
  Pair(
    testDescription: "one hand, and keys that are the other's", refused: nil,
    hole: .bars(2...3, hands: [.left])
  ) { $0.controls.range = Pitch(90)...Pitch(100) },
  Pair(testDescription: "no takes", refused: ["takes"]) { $0.takes = 0 },
  Pair(testDescription: "no temperature", refused: ["temperature"]) {
    $0.sampling.temperature = .nan
  },
  Pair(testDescription: "less than no likeness", refused: ["similarity"]) {
    $0.sampling.similarity = -1
  },
  Pair(testDescription: "no number of notes", refused: ["density"]) {
    $0.sampling.density = .nan
  },
  Pair(testDescription: "no grid", refused: ["grid"]) { $0.controls.grid = 5 },
  Pair(testDescription: "no bars", refused: ["bars"], hole: .after(bars: 0)) { _ in },
]

@Suite struct ContradictionTests {
  @Test(arguments: pairs)
  private func whatCannotBeHadTogetherIsRefusedBeforeAnythingIsDrawn(pair: Pair) throws {
    var options = CompletionOptions()
    (options.takes, options.seed) = (2, 1)
    pair.ask(&options)
    do throws(CompletionError) {
      let events = try drawn(
        staves, pair.hole, options, model: RandomModel.model, cells: RandomModel.cells)
      #expect(pair.refused == nil)
      for case .candidate(let take) in events { #expect(take.noteCount > 0) }
    } catch {
      switch error {
      case .contradiction(let one, let other, _): #expect([one, other] == pair.refused)
      case .option(let name, _, _): #expect([name] == pair.refused)
      default: Issue.record("\(error)")
      }
      #expect(!error.problem.isEmpty && !error.advice.isEmpty)
    }
  }
}
