// Whether a score was played freely, without regard to the grid that its file says.

import Foundation
import Music

extension Score {
  /// Whether this was played without regard to its own grid: as a keyboard exports it, in one tempo
  /// and one metre that mean nothing.
  ///
  /// Onsets on a grid have nearly the same phase between its lines; onsets of a free performance
  /// have any phase. For grids from a quarter to its 24th part this takes the mean cosine of the
  /// phases: 1 for onsets on the lines, 0 for onsets anywhere.
  public var isPlayedFreely: Bool {
    guard tempos.count <= 1, metres.count <= 1 else { return false }
    let onsets = Set(tracks.filter { !$0.isDrums }.flatMap(\.notes).map(\.onset.value))
    guard onsets.count >= Score.fewestOnsets else { return false }
    return Score.grids.allSatisfy { parts in
      let turn = 2 * Double.pi * Double(parts) / Double(ticksPerQuarter)
      let sum = onsets.sorted().reduce(0.0) { $0 + cos(turn * Double($1)) }
      return sum < Score.leastOnGrid * Double(onsets.count)
    }
  }

  /// Fewer do not tell.
  private static let fewestOnsets = 24
  /// Parts of a quarter.
  private static let grids = [1, 2, 3, 4, 5, 6, 8, 12, 16, 24]
  /// Between what scores have (`FreePlayingTests`) and what chance gives.
  private static let leastOnGrid = 0.3
}
