// How many notes are put into the hand whose staff they stand on, where the staves are hidden.

import Foundation
import MIDIFile
import Music
import TestSupport
import Testing

@Suite(
  .enabled(if: Shared.hasData("open"), "\(Shared.noData)"))
struct HandAccuracyTests {
  /// Notes in the right hand by each way to tell it.
  private struct Count {
    var notes = 0
    var divided = 0
    var byMiddleC = 0
    var byMiddle = 0

    static func + (a: Count, b: Count) -> Count {
      Count(
        notes: a.notes + b.notes, divided: a.divided + b.divided,
        byMiddleC: a.byMiddleC + b.byMiddleC, byMiddle: a.byMiddle + b.byMiddle)
    }

    /// In hundredths.
    func share(_ count: KeyPath<Count, Int>) -> Double {
      (10_000 * Double(self[keyPath: count]) / Double(notes)).rounded() / 100
    }
  }

  @Test(arguments: [("chopin", 92.0), ("mutopia", 94.0), ("polish", 92.5), ("lieder", 90.0)])
  func moreNotesAreInTheirHandThanByTheMiddle(source: String, least: Double) throws {
    var sum = Count()
    for url in sample(files(source), every: 6) {
      let score = try Score(midi: [UInt8](try Data(contentsOf: url)))
      if score.dividedIntoHands().areWritten { sum = sum + count(score) }
    }
    let (ours, middle) = (sum.share(\.divided), sum.share(\.byMiddle))
    print(
      "\(source): \(sum.notes) notes, \(ours) % in their hand; split at middle C"
        + " \(sum.share(\.byMiddleC)) %, at the moving middle \(middle) %")
    #expect(ours > middle + 2)
    #expect(ours > least)
  }

  private func files(_ source: String) -> [URL] {
    ["val", "test"].flatMap { Shared.files("open/\($0)/\(source)", endingWith: ".mid") }
  }

  private func count(_ score: Score) -> Count {
    let written = score.dividedIntoHands()
    let notes = written.right + written.left
    let truth = written.right.map { _ in Hand.right } + written.left.map { _ in Hand.left }
    let divided = splitIntoHands(notes, ticksPerQuarter: score.ticksPerQuarter)
    let byMiddleC = notes.map { $0.pitch.number >= 60 ? Hand.right : .left }
    func agreeing(_ hands: [Hand]) -> Int { zip(hands, truth).count { $0 == $1 } }
    return Count(
      notes: notes.count, divided: agreeing(divided), byMiddleC: agreeing(byMiddleC),
      byMiddle: agreeing(splitAtMovingMiddle(notes, reach: 4 * score.ticksPerQuarter)))
  }

  /// By the middle between the highest and the lowest notes of the chords a bar around.
  private func splitAtMovingMiddle(_ notes: [Note], reach: Int) -> [Hand] {
    let chords = Dictionary(grouping: notes, by: \.onset).sorted { $0.key < $1.key }
    let middles = chords.map { chord in
      let pitches = chord.value.map { Double($0.pitch.number) }
      return ((pitches.min() ?? 0) + (pitches.max() ?? 0)) / 2
    }
    var (first, last, sum) = (0, 0, 0.0)
    var middle: [Tick: Double] = [:]
    for (onset, _) in chords {
      while last < chords.count, chords[last].key.value <= onset.value + reach {
        sum += middles[last]
        last += 1
      }
      while chords[first].key.value < onset.value - reach {
        sum -= middles[first]
        first += 1
      }
      middle[onset] = sum / Double(last - first)
    }
    return notes.map { Double($0.pitch.number) >= middle[$0.onset] ?? 0 ? .right : .left }
  }
}
