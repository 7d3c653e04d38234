// The notes of a take beside what was given, as anyone sees them in the written file.

import Completion
import Music

/// The notes of a take beside what was given, as anyone sees them in the written file.
struct ObedientMusic {
  /// With the take's tracks, as it is written.
  let written: Score
  /// What the take adds.
  let new: Hands
  let given: Hands
  /// What stood in the hole.
  let replaced: [Note]
  /// Those of the hole.
  let bars: [Bar]
  let pedals: [Pedal]

  /// - Parameter given: Of two staves.
  init(_ take: Take, in given: GivenMusic, bars: [Bar], replaced: [Note]) {
    written = take.score(in: given)
    func played(_ hand: Hand) -> [Note] {
      take.tracks.filter { $0.name.hasSuffix("\(hand.rawValue) hand") }.flatMap(\.notes)
    }
    new = Hands(right: played(.right), left: played(.left), areWritten: true)
    self.given = given.score.dividedIntoHands()
    self.bars = bars
    self.replaced = replaced
    pedals = take.tracks.flatMap(\.pedals)
  }

  var notes: [Note] { new.right + new.left }

  func notes(in bar: Bar) -> [Note] {
    notes.filter { bar.onset <= $0.onset && $0.onset < bar.end }
  }

  /// The bar that a tick is in, and how far into it the tick is, as a share; nil outside the hole.
  func place(of tick: Tick) -> (bar: Int, share: Double)? {
    guard let index = bars.firstIndex(where: { $0.onset <= tick && tick < $0.end }) else {
      return nil
    }
    let (bar, length) = (bars[index], (bars[index].end - bars[index].onset).value)
    return (index, Double((tick - bar.onset).value) / Double(length))
  }
}
