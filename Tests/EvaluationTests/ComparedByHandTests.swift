// What comparisons say of fillings that can be counted by hand.

import Completion
import Corpus
import Foundation
import Metrics
import MidiTok
import Music
import TestSupport
import Testing
import Tokens

@testable import Evaluation

struct ComparedByHandTests {
  /// Who leaves out the last notes of what the composer wrote: none in the first take of a hole,
  /// one in the next and so on.
  private struct Forgetful: Filler {
    let name = "forgetful"

    func fill(_ place: HeldOutHole, takes: Int, seed: UInt64) -> [Filling] {
      (0..<takes).map { take in
        Filling(
          place.trimmed(place.truth.notes.dropLast(take)), in: place,
          hasItsBars: take != 1)
      }
    }
  }

  private let task = HoleTask(bars: 1, seesAfter: true)

  /// F1 of so many of `count` notes with all, and with so many.
  private func f1(_ some: Int, of count: Int) -> Double { 2 * Double(some) / Double(some + count) }

  @Test func meansAndBestOfTakesAreThoseOfTheirNotes() throws {
    try withStore { store in
      let evaluation = HoleEvaluation(store, cells, tasks: [task], holes: 5, takes: 4, seed: 2)
      let result = try #require(evaluation.comparisons(Forgetful(), nil).first)
      // Of each hole as many notes as `trimmed` leaves of the true ones.
      let counts = evaluation.places[0].places.map { place in
        (kept: place.trimmed(place.truth.notes).count, all: place.truth.notes.count)
      }
      #expect(counts.count == 5 && counts.allSatisfy { $0.kept == $0.all && $0.all > 4 })
      func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
      func near(_ a: Double?, _ b: Double) -> Bool { abs((a ?? .nan) - b) < 1e-9 }
      let each = counts.map { count in (0..<4).map { f1(count.all - $0, of: count.all) } }
      #expect(near(result.f1, mean(each.flatMap(\.self))))
      for count in [1, 2, 4] { #expect(near(result.bestF1[count], 1)) }
      #expect(result.bestF1[8] == nil && result.bestF1.count == 3)
      let pairs = counts.flatMap { count in
        (0..<4).flatMap { first in
          (0..<first).map { 1 - f1(count.all - first, of: count.all - $0) }
        }
      }
      #expect(near(result.diversity, mean(pairs)))
      #expect(result.keepsSeams == 1 && result.hasItsBars == 0.75)
      let density = try #require(result.rows["density"])
      #expect(near(density.trueMean, mean(counts.map { Double($0.all) })))
      #expect(near(density.takesMean, mean(counts.map { Double($0.all) }) - 1.5))
      #expect(near(density.single, 1.5) && density.best == 0)
      // Distances of all measures are in one unit, the deviation of the true music.
      var units = 0
      for measure in Measure.allCases {
        guard let row = result.rows[measure.rawValue] else { continue }
        let truths = evaluation.places[0].places.compactMap { measure.value($0.truth) }
        #expect(near(row.trueMean, mean(truths)))
        let deviation = mean(truths.map { ($0 - mean(truths)) * ($0 - mean(truths)) }).squareRoot()
        guard deviation > 0 else { continue }
        #expect(near(row.relative, row.single / deviation))
        units += 1
      }
      #expect(units > 2)
    }
  }

  @Test func theBestOfSomeTakesIsAmongTheFirstOfThem() throws {
    /// The other way round: the best take is the last.
    struct Learning: Filler {
      let name = "learning"

      func fill(_ place: HeldOutHole, takes: Int, seed: UInt64) -> [Filling] {
        Forgetful().fill(place, takes: takes, seed: seed).reversed()
      }
    }
    try withStore { store in
      let evaluation = HoleEvaluation(store, cells, tasks: [task], holes: 3, takes: 4, seed: 2)
      let best = try #require(evaluation.comparisons(Learning(), nil).first).bestF1
      #expect(best[1]! < best[2]! && best[2]! < best[4]! && best[4] == 1)
    }
  }

  @Test func theNinthIsWhatNineInTenDoNotReach() throws {
    let shares = (1...20).map { Double($0) / 20 }
    let nearest = try #require(Comparison.Nearest(shares.shuffled()))
    #expect(abs(nearest.mean - 0.525) < 1e-9 && nearest.ninth == 0.95)
    #expect(Comparison.Nearest([]) == nil)
    #expect(try #require(Comparison.Nearest([0.3])).ninth == 0.3)
  }

  @Test func whatATakeHasOfAPieceIsFoundInAnyKey() throws {
    try withStore { store in
      let nearness = Nearness(store, cells)
      #expect(Nearness.length == 6)
      let place = try #require(
        HoleTask(bars: 4, hands: [.left], seesAfter: true).places(store, cells, count: 1, seed: 9)
          .first)
      func moved(_ notes: [Note], by semitones: Int) -> Passage {
        place.passage(
          notes.map { note in
            var note = note
            note.pitch = Pitch(Int(note.pitch.number) + semitones)
            return note
          })
      }
      let notes = place.truth.notes
      #expect(nearness.nearest(moved(notes, by: 0)) == 1)
      #expect(nearness.nearest(moved(notes, by: 3)) == 1)
      // Of half of it the runs across the middle are missing.
      let mixed = notes.enumerated().map { index, note in
        index * 2 < notes.count
          ? note
          : Note(
            onset: note.onset, duration: note.duration,
            pitch: Pitch(40 + (index * index * 7) % 30), velocity: note.velocity)
      }
      let share = try #require(nearness.nearest(place.passage(mixed)))
      #expect(share > 0.2 && share < 0.8)
      #expect(nearness.nearest(place.passage(Array(notes.prefix(5)))) == nil)
    }
  }

  @Test func whoRepeatsThePromptPlaysTheBarsBeforeAgain() throws {
    try withStore { store in
      let places = HoleTask(bars: 2, seesAfter: true).places(store, cells, count: 6, seed: 8)
      for place in places where place.bars.lowerBound >= 2 {
        let filling = try #require(Repeater().fill(place, takes: 3, seed: 1).first)
        // Two bars of 4/4 earlier, where no given note holds the key and as long as the hole is.
        let (start, end) = (place.truth.bars[0].onset, place.truth.end)
        let span = end - start
        let given = place.score.tracks.flatMap(\.notes)
          .filter { $0.onset < start || $0.onset >= end }
        let expected = place.score.tracks.flatMap(\.notes)
          .filter { $0.onset >= start - span && $0.onset < start }
          .map { note in
            Note(
              onset: note.onset + span, duration: min(note.duration, end - note.onset - span),
              pitch: note.pitch, velocity: note.velocity)
          }
          .filter { new in
            !given.contains {
              $0.pitch == new.pitch && $0.onset <= new.onset && new.onset < $0.end
            }
          }
        #expect(filling.notes.notes == expected.sorted())
      }
      #expect(places.count { $0.bars.lowerBound >= 2 } > 2)
    }
  }

  @Test func aHoleIsReadWithAsMuchAroundItAsInTraining() throws {
    try withStore { store in
      let places = HoleTask(bars: 2, seesAfter: true).places(store, cells, count: 30, seed: 3)
      var lengths: (before: [Int], after: [Int]) = ([], [])
      for place in places {
        let lines = place.tokens.indices.filter { cells.remi.isBar(place.tokens[$0]) }
        let (start, end) = (lines[place.bars.lowerBound], lines[place.bars.upperBound])
        lengths.before.append(start - lines[0])
        lengths.after.append(place.tokens.count - end)
      }
      // At most so many tokens, and no fewer than whole bars leave of them where there are more.
      #expect((440...560).contains(lengths.before.max() ?? 0))
      #expect((150...240).contains(lengths.after.max() ?? 0))
    }
  }

  @Test func aSurpriseIsTheBitsOfAProbability() {
    let logits: [Float] = [0, log(2), log(5), -.infinity]
    for (token, probability) in [1.0 / 8, 2.0 / 8, 5.0 / 8].enumerated() {
      #expect(abs(surprise(of: token, logits[...]) + log2(probability)) < 1e-6)
    }
    #expect(abs(surprise(of: 1, logits[1...]) + log2(5.0 / 7)) < 1e-6)
    #expect(surprise(of: 3, logits[...]) == .infinity)
  }

  @Test func expectationsAreBitsOverNotesBarsAndSeconds() throws {
    // Two bars of 3/4 and one of 6/8, of which the first is not predicted.
    let metres =
      [Metre(onset: .zero, numerator: 3, denominator: 4)]
      + [Metre(onset: Tick(2 * 1440), numerator: 6, denominator: 8)]
    let notes =
      [note(0, 60, unit: 480), note(3, 62, unit: 480)]
      + [note(4, 64, unit: 480), note(6, 65, unit: 480)]
    let tokens = Tokenizer.cells(cells).encode(
      Score(ticksPerQuarter: 480, tracks: [Track(notes: notes)], metres: metres))
    let lines = tokens.indices.filter { cells.remi.isBar(tokens[$0]) }
    let expectation = Expectation(
      task: "some", model: "one", bits: 30, [Example(tokens: tokens, start: lines[1])], cells)
    #expect(expectation.notes == 3 && expectation.bars == 2)
    #expect(expectation.bitsPerNote == 10 && expectation.bitsPerBar == 15)
    // Six quarters are three seconds at 120 a minute.
    #expect(expectation.quarters == 6 && expectation.bitsPerSecond == 10)
  }
}
