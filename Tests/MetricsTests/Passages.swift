// Passages to measure.

import Music
import TestSupport

@testable import Metrics

/// The bars of so many 4/4 bars with 12 ticks a quarter.
func bars(_ count: Int) -> [Bar] {
  let lines = BarLines(Score(ticksPerQuarter: 12, tracks: []))
  return (0..<count).map { lines.bar($0) }
}

func passage(_ notes: [Note], bars count: Int = 2) -> Passage {
  Passage(notes, bars: bars(count), ticksPerQuarter: 12)
}

/// Notes that look random, always the same for a seed.
func randomNotes(_ seed: UInt64, count: Int = 40, bars: Int = 4) -> [Note] {
  var state = seed
  func below(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }
  return (0..<count).map { _ in note(below(16 * bars) * 3, 48 + below(30), 3 * (1 + below(8))) }
}

func transposed(_ notes: [Note], by semitones: Int) -> [Note] {
  notes.map { note($0.onset.value, Int($0.pitch.number) + semitones, $0.duration.value) }
}
