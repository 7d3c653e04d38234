// A cell that is to be filled, and where it lies in the score.

import Music
import Tokens

/// A block of a bar that is to be filled, and where it lies in the score.
struct HoleCell: Sendable {
  /// Counted from the score's first bar, from zero.
  let bar: Int
  let block: Block
  let grid: GridBar
  /// The end of the last of the bars that follow one another in this block's hole: what is new
  /// lasts no longer.
  let end: Tick

  /// nil for the pedal's.
  var cell: Cell? { block.hand.map { Cell(bar: bar, hand: $0) } }
}
