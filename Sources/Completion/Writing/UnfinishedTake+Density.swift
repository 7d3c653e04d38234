// How many notes the bar of a hand has in a draft, and how many it is meant to have.

import Music

extension UnfinishedTake {
  /// New notes of the hand that is being written, in its bar.
  var notesOfHandInBar: Int {
    notes[hand]?.count { $0.onset >= cell.grid.bar.onset } ?? 0
  }

  /// Of new notes in a bar, how many the hand that is being written is meant to have.
  func notesMeant(perBar count: Double) -> Double {
    let isAlone = !cells.contains {
      $0.bar == cell.bar && $0.block != cell.block && $0.block != .pedal
    }
    if isAlone { return count }
    if hand == .right { return count * rightShare }
    let rest = count - Double(notesInBar - notesOfHandInBar)
    return max(rest, count * (1 - rightShare) / 2)
  }

  /// Of the given notes; no hand has so few that it falls silent.
  private var rightShare: Double {
    let (right, left) = (givenCounts[.right] ?? 0, givenCounts[.left] ?? 0)
    let share = right + left > 0 ? Double(right) / Double(right + left) : 0.5
    return min(max(share, 0.2), 0.8)
  }
}
