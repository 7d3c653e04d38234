// What takes are drawn towards: chords and a density.

import Music
import TestSupport
import Testing
import Tokens

@testable import Completion

@Suite struct LeaningsTests {
  /// All tokens are equally likely to it.
  private let model = RandomModel.insisting(on: "Pitch_60", by: 0)

  /// Many takes by a model that knows nothing of what is asked for.
  private func takes(
    _ hole: Hole = .after(bars: 4), count: Int = 16, _ ask: (inout CompletionOptions) -> Void
  ) throws -> [[Note]] {
    var options = CompletionOptions()
    (options.takes, options.seed) = (count, 5)
    options.sampling.similarity = 0
    ask(&options)
    return try drawn(
      quarters(16), hole, options, model: model, cells: RandomModel.cells
    ).compactMap { event in
      if case .candidate(let take) = event { take.tracks.flatMap(\.notes) } else { nil }
    }
  }

  /// The share of notes that are in the chords of `| Em | Am D7 |`, from the fifth bar on.
  private func shareInChords(_ takes: [[Note]]) -> Double {
    let halves: [Set<Int>] = [[4, 7, 11], [4, 7, 11], [9, 0, 4], [2, 6, 9, 0]]
    let notes = takes.flatMap(\.self)
    let count = notes.count { note in
      halves[note.onset.value / 960 % 4].contains(Int(note.pitch.number) % 12)
    }
    return Double(count) / Double(notes.count)
  }

  private let words = Progression(named: "Em | Am D7")

  @Test func withChordsOnlyEveryNoteIsInItsChord() throws {
    let takes = try takes { $0.controls.chords = words }
    #expect(shareInChords(takes) == 1)
    #expect(takes.allSatisfy { !$0.isEmpty })
  }

  @Test func chordsMakeOtherNotesRareButPossible() throws {
    let free = shareInChords(try takes { _ in })
    let asked = shareInChords(try takes { $0.sampling.chords = words })
    #expect(free < 0.5)
    #expect(asked > free + 0.25 && asked < 1)
  }

  @Test func barsHaveAboutAsManyNotesAsAskedForWhateverTheModelThinks() throws {
    let holes: [(Hole, bars: Int)] = [
      (.after(bars: 2), 2), (.after(bars: 2, hands: [.left]), 2), (.bars(1...2), 2),
    ]
    for (hole, bars) in holes {
      let means = try [3.0, 6, 12].map { density in
        let takes = try takes(hole, count: 16) { $0.sampling.density = density }
        let mean = Double(takes.reduce(0) { $0 + $1.count }) / Double(bars * takes.count)
        #expect(abs(mean - density) < 5, "\(mean) of \(density), \(hole)")
        return mean
      }
      #expect(means[0] + 1 < means[1] && means[1] + 3 < means[2], "\(means), \(hole)")
    }
  }

  @Test func noBarHasFarMoreNotesThanAskedFor() throws {
    let takes = try takes { $0.sampling.density = 8 }
    let spread = takes.flatMap { take in
      Dictionary(grouping: take) { $0.onset.value / 1920 }.values.map(\.count)
    }
    #expect(spread.allSatisfy { $0 < 16 })
  }

  @Test func whatContradictsADensityOrChordsIsRefused() {
    for change in [
      { $0.sampling.density = 0 }, { $0.sampling.density = .nan },
      {
        $0.sampling.density = 8
        $0.controls.notesPerBar = 4
      },
      {
        $0.sampling.density = 8
        $0.controls.keepsRhythm = true
      },
      {
        $0.controls.chords = Progression(named: "C")
        $0.controls.pitchClasses = [1, 6]
      },
      {
        $0.controls.chords = Progression(named: "Am | C")
        $0.controls.range = Pitch(57)...Pitch(57)
      },
    ] as [(inout CompletionOptions) -> Void] {
      var options = CompletionOptions()
      change(&options)
      #expect(throws: CompletionError.self) { try options.check() }
    }
  }
}

@Suite struct ProgressionTests {
  @Test func barsStandBetweenLines() throws {
    let progression = try #require(Progression(named: "| Em | Am D7 | G |"))
    #expect(progression.bars.map(\.count) == [1, 2, 1])
    #expect(progression.chord(inBar: 1, at: 0, of: 48) == Chord(named: "Am"))
    #expect(progression.chord(inBar: 1, at: 24, of: 48) == Chord(named: "D7"))
    #expect(progression.chord(inBar: 4, at: 47, of: 48) == Chord(named: "D7"))
  }

  @Test func withoutLinesEachChordIsABar() {
    #expect(Progression(named: "Em Am D7")?.bars.count == 3)
    #expect(Progression(named: "Em, Am, D7") == Progression(named: "Em | Am | D7"))
    #expect(Progression(named: "Em-Am")?.bars.count == 2)
    #expect(Progression(named: "|Em Am|")?.bars.count == 1)
  }

  @Test func itCanBeReadAsItIsWritten() {
    for text in ["Em", "Em | Am D7 | G", "Bbmaj7 F#m7b5", "C | C"] {
      let progression = Progression(named: text)
      #expect(progression != nil && Progression(named: "\(progression!)") == progression)
    }
  }

  @Test(arguments: ["", "|", "Em | Hx", "E dorian", "1 4 5", "Em | | 5"])
  func whatIsNoChordIsNone(text: String) { #expect(Progression(named: text) == nil) }
}
