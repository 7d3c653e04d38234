// What takes keep to when they are asked to, with a model that knows nothing of it.

import Music
import TestSupport
import Testing
import Tokens

@testable import Completion

@Suite struct ControlsTests {
  /// The new notes of many takes.
  private func notes(
    _ controls: Controls, takes: Int = 40, metres: [Metre] = []
  ) throws -> [[Note]] {
    var options = CompletionOptions()
    (options.takes, options.seed, options.controls) = (takes, 3, controls)
    return try drawn(
      quarters(16, metres: metres), .after(bars: 2), options, model: RandomModel.model,
      cells: RandomModel.cells
    ).compactMap { event in
      if case .candidate(let take) = event { take.tracks.flatMap(\.notes) } else { nil }
    }
  }

  @Test func newNotesAreOfTheKey() throws {
    var controls = Controls()
    controls.pitchClasses = Key(tonic: 4, isMinor: true).pitchClasses
    let allowed = Set(["E", "F#", "G", "A", "B", "C", "C#", "D", "D#"])
    let all = try notes(controls, takes: 200)
    #expect(all.count == 200 && all.allSatisfy { !$0.isEmpty })
    for note in all.joined() {
      #expect(allowed.contains(String(note.pitch.description.dropLast())))
    }
  }

  @Test func newNotesAreInTheRange() throws {
    var controls = Controls()
    controls.range = Pitch(48)...Pitch(52)
    let all = try notes(controls, takes: 200)
    #expect(all.allSatisfy { !$0.isEmpty })
    #expect(all.joined().allSatisfy { 48...52 ~= Int($0.pitch.number) })
  }

  @Test(arguments: Controls.possibleGrids)
  func newNotesBeginAndEndOnTheGrid(grid: Int) throws {
    var controls = Controls()
    controls.grid = grid
    for note in try notes(controls).joined() {
      #expect(note.onset.value * grid % 480 == 0)
    }
  }

  /// The lower number of the metre says what a beat is, also where the tokens count in something
  /// else.
  @Test(
    arguments: [[1, 1], [2, 2], [3, 2], [3, 4], [6, 8], [5, 16], [3, 32]], [1, 2, 3, 4])
  func aPartOfABeatIsOneOfWhatTheMetreCountsIn(metre: [Int], grid: Int) throws {
    var controls = Controls()
    controls.grid = grid
    let (beat, bar) = (4 * 480 / metre[1], metre[0] * 4 * 480 / metre[1])
    let metres = [Metre(onset: .zero, numerator: metre[0], denominator: metre[1])]
    let all = try notes(controls, takes: 8, metres: metres)
    #expect(all.allSatisfy { !$0.isEmpty })
    for note in all.joined() {
      #expect(note.onset.value % bar * grid % beat == 0)
      #expect(note.end.value % bar * grid % beat == 0, "\(note.end.value % bar)")
    }
  }

  /// A key that is struck again off the grid would end the note before it there.
  @Test func noNoteIsCutShortOffTheGrid() throws {
    let offbeats = (0..<64).map {
      Note(
        onset: Tick(1920 + $0 * 130), duration: Tick(60), pitch: Pitch(40 + $0 % 12),
        velocity: Velocity(64))
    }
    let score = Score(
      ticksPerQuarter: 480,
      tracks: [Track(notes: quarters(24, pitch: 70).tracks[0].notes), Track(notes: offbeats)])
    var options = CompletionOptions()
    (options.takes, options.seed) = (50, 2)
    options.controls.grid = 2
    options.controls.range = Pitch(40)...Pitch(51)
    let takes = try drawn(
      score, .bars(1...3, hands: [.right]), options, model: RandomModel.model,
      cells: RandomModel.cells)
    for case .candidate(let take) in takes {
      for note in take.tracks.flatMap(\.notes) {
        #expect(note.onset.value % 240 == 0 && note.end.value % 240 == 0)
      }
    }
  }

  @Test func noBarHasMoreNotesThanAskedFor() throws {
    for most in [1, 3] {
      var controls = Controls()
      controls.notesPerBar = most
      for take in try notes(controls, takes: 100) {
        let bars = Dictionary(grouping: take) { $0.onset.value / 1920 }
        #expect(bars.values.allSatisfy { $0.count <= most })
        #expect(!take.isEmpty)
      }
    }
  }

  @Test func controlsThatLeaveNothingAreRefused() {
    var controls = Controls()
    controls.range = Pitch(61)...Pitch(61)
    controls.pitchClasses = [0]
    #expect(throws: CompletionError.self) { try notes(controls) }
    controls.pitchClasses = nil
    controls.range = Pitch(0)...Pitch(5)
    #expect(throws: CompletionError.self) { try notes(controls) }
    for change in [
      { $0.pitchClasses = [] }, { $0.pitchClasses = [12] }, { $0.grid = 5 },
      { $0.notesPerBar = 0 },
    ] as [(inout Controls) -> Void] {
      var options = CompletionOptions()
      change(&options.controls)
      #expect(throws: CompletionError.self) { try options.check() }
    }
  }

  @Test func silenceCanBeCompletedWhereThatIsWanted() throws {
    var options = CompletionOptions()
    options.acceptsSilence = true
    let empty = Score(ticksPerQuarter: 48, tracks: [])
    let takes = try drawn(
      empty, .bars(5...6), options, model: RandomModel.model, cells: RandomModel.cells
    ).compactMap { event -> Take? in
      if case .candidate(let take) = event { take } else { nil }
    }
    #expect(takes.count == 4 && takes.allSatisfy { $0.noteCount > 0 })
  }
}
