// A pedal that is asked for, and chords that keep their size while a rhythm is kept.

import Music
import TestSupport
import Testing
import Tokens

@testable import Completion

@Suite struct PressedPedalTests {
  private func takes(_ hole: Hole, _ options: CompletionOptions) throws -> [Take] {
    try drawn(quarters(16), hole, options, model: RandomModel.model, cells: RandomModel.cells)
      .compactMap { if case .candidate(let take) = $0 { take } else { nil } }
  }

  @Test func aPedalThatIsAskedForIsPressedInEveryBarWithNotes() throws {
    var options = CompletionOptions()
    (options.takes, options.seed) = (16, 4)
    (options.pedals, options.controls.pressesPedal) = (true, true)
    for take in try takes(.after(bars: 2), options) {
      let pedals = take.tracks.flatMap(\.pedals)
      for bar in Set(take.tracks.flatMap(\.notes).map { $0.onset.value / 1920 }) {
        #expect(pedals.contains { $0.onset < Tick((bar + 1) * 1920) && $0.end > Tick(bar * 1920) })
      }
    }
  }

  @Test func aPedalForOneHandIsRefused() {
    var options = CompletionOptions()
    (options.pedals, options.controls.pressesPedal) = (true, true)
    #expect(throws: CompletionError.self) {
      try takes(.bars(1...2, hands: [.left]), options)
    }
  }

  @Test func aRhythmThatIsKeptLeavesChordsAsTheyWouldBe() throws {
    // All tokens are equally likely, so that chords end at one of the many ways to go on.
    let model = RandomModel.insisting(on: "Pitch_60", by: 0)
    var options = CompletionOptions()
    (options.takes, options.seed, options.controls.keepsRhythm) = (16, 4, true)
    options.sampling.topP = nil
    let takes = try drawn(
      quarters(16), .bars(1...2), options, model: model, cells: RandomModel.cells
    ).compactMap { if case .candidate(let take) = $0 { take } else { nil } }
    let notes = takes.reduce(0) { $0 + $1.noteCount }
    #expect(notes < 16 * 8 * 6, "\(notes) notes at \(16 * 8) onsets")
  }

  @Test func notesThatStayLeaveChordsAsTheyWouldBe() throws {
    let model = RandomModel.insisting(on: "Pitch_60", by: 0)
    let score = quarters(16, pitch: 96)
    func newNotes(_ locked: Set<Note>) throws -> Int {
      var options = CompletionOptions()
      (options.takes, options.seed, options.locked) = (32, 4, locked)
      (options.sampling.topP, options.sampling.similarity) = (nil, 0)
      return try drawn(
        score, .bars(1...2), options, model: model, cells: RandomModel.cells
      ).reduce(0) { count, event in
        if case .candidate(let take) = event { count + take.noteCount } else { count }
      }
    }
    let (free, around) = (try newNotes([]), try newNotes(Set(score.tracks[0].notes)))
    #expect(around < 2 * free, "\(around) new notes, \(free) where none stays")
  }
}
