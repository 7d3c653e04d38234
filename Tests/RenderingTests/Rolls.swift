// Small rolls to draw.

import Music
import Rendering
import TestSupport

/// A score in 4/4 with four ticks a quarter, so sixteen a bar.
func score(_ notes: [Note], pedals: [Pedal] = []) -> Score {
  Score(ticksPerQuarter: 4, tracks: [Track(notes: notes, pedals: pedals)])
}

/// A note on each beat of the given bars, counted from zero.
func beats(bars: Range<Int>, pitch: Int) -> [Note] {
  (bars.lowerBound * 4..<bars.upperBound * 4).map { note($0 * 4, pitch, 4) }
}
