// Notes in a hole that stay, and the new ones around them.

import Music
import TestSupport
import Testing
import Tokens

@testable import Completion

private let cells = RandomModel.cells

@Suite struct LockedNotesTests {
  private let score = quarters(24)

  /// Takes of bars 2 to 4 of two staves, in which some notes are locked.
  private func takes(
    _ locked: Set<Note>, count: Int, _ change: (inout CompletionOptions) -> Void = { _ in }
  ) throws -> (takes: [Take], given: GivenMusic) {
    var options = CompletionOptions()
    (options.takes, options.seed, options.locked) = (count, 5, locked)
    change(&options)
    let events = try drawn(
      score, .bars(1...3), options, model: RandomModel.model, cells: cells)
    let takes = events.compactMap { if case .candidate(let take) = $0 { take } else { nil } }
    #expect(takes.count == count)
    return (takes, events.given)
  }

  @Test func lockedNotesStayAsTheyWereAndAreNoNewNotes() throws {
    let inHole = score.tracks[0].notes.filter { 1920..<7680 ~= $0.onset.value }
    let locked = Set([inHole[1], inHole[2], inHole[7], inHole[11]])
    let outside = score.tracks[0].notes.filter { !inHole.contains($0) }
    let (takes, given) = try takes(locked, count: 200)
    #expect(given.score.tracks[0].notes == (outside + locked).sorted())
    for take in takes {
      let new = take.tracks.flatMap(\.notes)
      #expect(!new.isEmpty && locked.isDisjoint(with: new))
      for note in new {
        for stays in locked where stays.pitch == note.pitch {
          #expect(note.end <= stays.onset || stays.end <= note.onset)
        }
      }
    }
  }

  @Test func theModelIsToldOfThem() throws {
    let inHole = score.tracks[0].notes.filter { 1920..<7680 ~= $0.onset.value }
    let names = cells.vocabulary
    for take in try takes(Set(inHole), count: 20).takes {
      var (bar, position, pitch) = (0, 0, 0)
      var said: [[Int]: String] = [:]
      for token in take.tokens {
        let name = names[Int(token.id)]
        let number = Int(name.split(separator: "_").last ?? "") ?? 0
        if cells.remi.isBar(token) { bar += 1 }
        if name.hasPrefix("Position_") { position = number }
        if name.hasPrefix("Pitch_") { pitch = number }
        if name.hasPrefix("Duration_") { said[[bar, position, pitch]] = name }
      }
      for note in inHole {
        let place = [
          note.onset.value / 1920, note.onset.value % 1920 / 40, Int(note.pitch.number),
        ]
        #expect(said[place] == "Duration_1.0.12")
      }
    }
  }

  @Test func controlsHoldForTheNewNotesAlone() throws {
    let locked = Set(score.tracks[0].notes.filter { 1920..<7680 ~= $0.onset.value })
    let (takes, _) = try takes(locked, count: 50) { options in
      options.controls.range = Pitch(80)...Pitch(90)
      options.controls.notesPerBar = 2
      options.controls.grid = 1
    }
    for take in takes {
      let new = take.tracks.flatMap(\.notes)
      #expect(new.allSatisfy { 80...90 ~= Int($0.pitch.number) && $0.onset.value % 480 == 0 })
      let bars = Dictionary(grouping: new) { $0.onset.value / 1920 }
      #expect(bars.values.allSatisfy { $0.count <= 2 })
    }
  }

  @Test func notesToStayThatAreNotInTheHoleAreRefused() {
    // The first bar is not in the hole.
    let locked = Set(score.tracks[0].notes.prefix(3))
    #expect(throws: CompletionError.self) { try takes(locked, count: 1) }
  }

  @Test func onlyThoseInTheHoleStandInTheRecord() throws {
    let notes = score.tracks[0].notes
    let take = try takes(Set(notes), count: 1).takes[0]
    #expect(take.record.options.locked == Set(notes[4..<16]))
  }

  @Test func aTakeAroundThemIsMadeAgain() throws {
    let locked = Set(score.tracks[0].notes.prefix(8).suffix(3))
    let (takes, given) = try takes(locked, count: 3)
    for take in takes {
      let written = take.score(in: given)
      let record = try TakeRecord(lastIn: written)
      #expect(record == take.record && record.options.locked == locked)
      let again = try reproduce(record, of: score, model: RandomModel.model, cells: cells)
      for case .candidate(let copy) in again { #expect(copy.score(in: again.given) == written) }
    }
  }
}
