// A piece with bars taken out, to compare what is put there with what was there.

import Completion
import Music
import Random

/// A piece with bars taken out.
struct HiddenMusic {
  enum Kind: String, CaseIterable {
    case middle = "4 bars inside"
    case short = "2 bars inside"
    case left = "left hand of 4 bars"
    case right = "right hand of 4 bars"
    case end = "4 bars after the end"

    var bars: Int { self == .short ? 2 : 4 }
    var hands: Set<Hand> {
      switch self {
      case .left: [.left]
      case .right: [.right]
      default: [.right, .left]
      }
    }
  }

  let score: Score
  let hole: Hole
  /// What was there.
  let truth: [Note]

  /// nil for a piece without two staves, one too short, or where the bars that were drawn have few
  /// notes.
  init?(_ score: Score, _ kind: Kind, _ random: inout SplitMix64) {
    let (hands, count) = (score.dividedIntoHands(), score.barCount)
    guard hands.areWritten, 24...400 ~= count else { return nil }
    let first = Int.random(in: 8..<count - kind.bars - 4, using: &random)
    let bars = first..<first + kind.bars
    let lines = BarLines(score)
    let ticks = lines.bar(first).onset..<lines.bar(bars.upperBound - 1).end
    truth = kind.hands.sorted { $0.rawValue < $1.rawValue }.flatMap { hand in
      hands[hand].filter { ticks.contains($0.onset) }
    }
    guard truth.count >= 2 * kind.bars else { return nil }
    hole = .bars(bars, hands: kind.hands)
    self.score = kind == .end ? score.cut(at: ticks.lowerBound) : score
  }
}

extension Score {
  /// The same on two staves, divided by what hands can reach where it is on others.
  var onTwoStaves: Score {
    let hands = dividedIntoHands()
    guard !hands.areWritten else { return self }
    return Score(
      ticksPerQuarter: ticksPerQuarter,
      tracks: [
        Track(
          name: "right hand", notes: hands.right,
          pedals: tracks.filter { !$0.isDrums }.flatMap(\.pedals)),
        Track(name: "left hand", notes: hands.left),
      ], tempos: tempos, metres: metres, keys: keys)
  }

  /// Without what begins at or after a tick; what lasts longer ends there.
  fileprivate func cut(at end: Tick) -> Score {
    let tracks = tracks.map { track in
      Track(
        name: track.name, channel: track.channel, program: track.program,
        notes: track.notes.compactMap { note in
          guard note.onset < end else { return nil }
          var note = note
          note.duration = min(note.duration, end - note.onset)
          return note
        },
        pedals: track.pedals.compactMap { pedal in
          guard pedal.onset < end else { return nil }
          return Pedal(onset: pedal.onset, duration: min(pedal.duration, end - pedal.onset))
        })
    }
    return Score(
      ticksPerQuarter: ticksPerQuarter, tracks: tracks, tempos: tempos, metres: metres, keys: keys)
  }
}
