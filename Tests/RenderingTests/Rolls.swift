// Small rolls to draw.

import Music
import Rendering

/// A note by onset, duration, pitch and velocity.
func note(_ onset: Int, _ duration: Int, _ pitch: Int, _ velocity: Int = 64) -> Note {
  Note(
    onset: Tick(onset), duration: Tick(duration), pitch: Pitch(pitch), velocity: Velocity(velocity))
}

/// A score in 4/4 with four ticks a quarter, so sixteen a bar.
func score(_ notes: [Note], pedals: [Pedal] = []) -> Score {
  Score(ticksPerQuarter: 4, tracks: [Track(notes: notes, pedals: pedals)])
}

/// A note on each beat of the given bars, counted from zero.
func beats(bars: Range<Int>, pitch: Int) -> [Note] {
  (bars.lowerBound * 4..<bars.upperBound * 4).map { note($0 * 4, 4, pitch) }
}
