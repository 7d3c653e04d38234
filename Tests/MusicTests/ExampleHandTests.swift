// How the examples are divided between two hands where their staves are hidden.

import Foundation
import MIDIFile
import Music
import TestSupport
import Testing

@Suite struct ExampleHandTests {
  /// Notes in the other hand than that whose staff they stand on.
  @Test(arguments: [
    ("bach-prelude", 8), ("barcarolle", 0), ("beethoven-elise", 3), ("cakewalk", 0),
    ("chopin-prelude", 72), ("mozart-sonata", 0), ("petzold-minuet", 0),
    ("satie-gymnopedie", 29), ("waltz", 0),
  ])
  func asManyNotesAsRecordedAreInTheWrongHand(name: String, wrong: Int) throws {
    let score = try Score(
      midi: [UInt8](Data(contentsOf: Repository.file("Examples/\(name).mid"))))
    let (right, left) = (score.tracks[0].notes, score.tracks[1].notes)
    let truth = right.map { _ in Hand.right } + left.map { _ in Hand.left }
    let divided = splitIntoHands(right + left, ticksPerQuarter: score.ticksPerQuarter)
    let count = zip(divided, truth).count { $0 != $1 }
    print("\(name): \(count) of \(truth.count) notes in the wrong hand")
    #expect(count == wrong)
  }
}
