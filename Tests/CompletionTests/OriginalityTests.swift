// Which passages of a take stand in other music.

import Foundation
import Music
import Random
import Testing
import Tokens

@testable import Completion

/// One voice of so many notes, each a multiple of a twelfth after the one before.
private func melody(_ random: inout SplitMix64, _ count: Int, ticksPerQuarter: Int = 480) -> [Note]
{
  var onset = 0
  return (0..<count).map { _ in
    onset += ticksPerQuarter / 12 * Int.random(in: 1...24, using: &random)
    return Note(
      onset: Tick(onset), duration: Tick(ticksPerQuarter / 12),
      pitch: Pitch(.random(in: 40...80, using: &random)), velocity: Velocity(64))
  }
}

private func index(_ parts: [[Note]], length: Int = 8) -> PassageIndex {
  var collection = PassageCollection(length: length)
  for part in parts { collection.add(part, ticksPerQuarter: 480) }
  return collection.index(comparedWith: []).index
}

@Suite struct OriginalityTests {
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func whatStandsInTheMusicIsFoundInAnyKeyAndAnyBar(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let parts = (0..<5).map { _ in melody(&random, .random(in: 8...60, using: &random)) }
    let index = index(parts)
    let shift = Int.random(in: -30...30, using: &random)
    for part in parts {
      let start = Int.random(in: 0...part.count - 8, using: &random)
      let moved = part[start...].map { note in
        // At half the division, later, in another key, staccato.
        Note(
          onset: Tick(note.onset.value / 2 + 960), duration: Tick(1),
          pitch: Pitch(Int(note.pitch.number) + shift), velocity: Velocity(1))
      }
      #expect(index.notesFound(moved, ticksPerQuarter: 240).allSatisfy { $0 })
    }
  }

  @Test func whatDoesNotStandInTheMusicIsHardlyEverFound() {
    var random = SplitMix64(seed: 1)
    let index = index((0..<20).map { _ in melody(&random, 500) })
    let other = melody(&random, 20_000)
    let count = index.notesFound(other, ticksPerQuarter: 480).count { $0 }
    #expect(count < 20_000 * 8 / 500)
    // An index of few bits would find nearly all.
    #expect(index.count > 9000 && index.data.count < 2 * index.count + 100)
  }

  @Test func scalesAndRepeatedNotesAreNoPassages() {
    let notes = (0..<40).map { place in
      Note(
        onset: Tick(place * 240), duration: Tick(240), pitch: Pitch(40 + place % 20),
        velocity: Velocity(64))
    }
    #expect(index([notes]).count == 0)
  }

  @Test func onlyTheNotesOfAPassageAreFound() {
    var random = SplitMix64(seed: 2)
    let known = melody(&random, 8)
    let index = index([known])
    let before = melody(&random, 20)
    let shift = before[19].onset.value
    let inside = known.map { note in
      Note(
        onset: note.onset + Tick(shift), duration: note.duration, pitch: note.pitch,
        velocity: note.velocity)
    }
    let found = index.notesFound(before + inside, ticksPerQuarter: 480)
    #expect(found == Array(repeating: false, count: 20) + Array(repeating: true, count: 8))
  }

  @Test func aTakeThatGoesOnAsTheMusicDoesIsMarkedAndOnlyForItsOwnNotes() throws {
    var random = SplitMix64(seed: 3)
    let piece = melody(&random, 24)
    let index = index([piece])
    /// The first notes are given, on a staff of their own, and these are new in the same hand.
    func originality(_ new: [Note], after count: Int) -> Originality {
      let right = Track(name: "Right hand", notes: Array(piece.prefix(count)))
      let left = Track(
        name: "Left hand",
        notes: [
          Note(onset: Tick(0), duration: Tick(480), pitch: Pitch(30), velocity: Velocity(64))
        ])
      let score = Score(ticksPerQuarter: 480, tracks: [right, left])
      let given = GivenMusic(score, hole: [], BarLines(score))
      if count > 0 { #expect(given.hands.right == right.notes) }
      let take = Take(
        number: 1, seed: 1, tracks: [Track(notes: new)],
        hands: Hands(right: new, left: [], areWritten: true), tokens: [], logLikelihood: 0,
        logLikelihoodOfBars: [0],
        record: TakeRecord(
          number: 1, prompt: 0, model: 0, precision: .asStored, hole: .after(bars: 1),
          options: CompletionOptions(), logLikelihood: 0))
      return index.originality(of: take, in: given)
    }
    let copied = originality(Array(piece[16..<24]), after: 16)
    #expect(copied.notes == 8 && copied.found == 8)
    #expect(copied.share == 1)
    #expect(copied.isFound.values.contains(Array(repeating: true, count: 8)))
    // Less than half a passage that goes on as the music does is none; half of one is.
    for count in 1...3 {
      #expect(originality(Array(piece[16..<16 + count]), after: 16).found == 0)
    }
    #expect(originality(Array(piece[16..<20]), after: 16).found == 4)
    #expect(originality(Array(piece[16..<20]), after: 0).found == 0)
    let other = melody(&random, 8).map { note in
      var note = note
      note.onset = note.onset + piece[15].onset
      return note
    }
    #expect(originality(other, after: 16).found == 0)
  }

  @Test func theIndexIsReadAsItWasWritten() throws {
    var random = SplitMix64(seed: 4)
    var collection = PassageCollection(length: 6)
    let (part, other) = (melody(&random, 300), melody(&random, 40))
    collection.add(part, ticksPerQuarter: 480)
    let mixed =
      other
      + part.prefix(10).map { note in
        var note = note
        note.onset = note.onset + other[39].onset
        return note
      }
    let (index, _) = collection.index(comparedWith: [(notes: mixed, ticksPerQuarter: 480)])
    #expect(index.count == 295 && index.shareElsewhere == 0.2)
    let read = try PassageIndex(index.data)
    #expect(read.data == index.data)
    #expect(read.shareElsewhere == 0.2 && read.length == 6 && read.count == 295)
    #expect(read.notesFound(part, ticksPerQuarter: 480).allSatisfy { $0 })
  }

  @Test func damagedIndexesAreRefused() throws {
    var random = SplitMix64(seed: 5)
    let data = index([melody(&random, 100)]).data
    for count in [0, 7, 39, 40, data.count - 1] {
      #expect(throws: PassageIndexError.self) { try PassageIndex(data.prefix(count)) }
    }
    #expect(throws: PassageIndexError.self) { try PassageIndex(data + [0]) }
    for byte in 0..<40 {
      var wrong = data
      wrong[byte] = 255
      // What can still be read must not trap when it is asked.
      if let index = try? PassageIndex(wrong) {
        _ = index.notesFound(melody(&random, 50), ticksPerQuarter: 480)
      }
    }
    #expect(throws: PassageIndexError.notAnIndex) {
      var wrong = data
      wrong[7] = 2
      _ = try PassageIndex(wrong)
    }
  }
}
