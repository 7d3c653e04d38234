// Which notes of a track make a chord.

import Music

package struct GridChord {
  package let onset: Int
  /// Among the configuration's chord names.
  package let index: Int
}

extension GridScore {
  /// The chords that MidiTok's `detect_chords` finds: three to five notes that begin within a
  /// position's time and end within half a beat of each other, named by their distances from the
  /// first of them.
  package func chords(of notes: [GridNote], _ configuration: TokenizerConfiguration) -> [GridChord]
  {
    let firstResolution = configuration.beatResolutions.first?.positionsPerBeat ?? 1
    let spans = notes.map { (pitch: $0.pitch, onset: $0.onset, end: $0.onset + ticks(of: $0)) }
    var chords: [GridChord] = []
    var (next, previous) = (0, -1)
    while next < spans.count {
      let first = spans[next]
      if first.onset == previous {
        next += 1
        continue
      }
      let ticksPerBeat = grid.ticksPerBeat(section: grid.section(at: first.onset))
      let (half, near) = (ticksPerBeat / 2, Double(ticksPerBeat) / Double(firstResolution))
      // MidiTok looks no further than ten notes.
      var together = spans[next..<min(next + 10, spans.count)]
        .filter { Double($0.onset) <= Double(first.onset) + near }
      if together.contains(where: { abs($0.end - first.end) > half }) {
        next += together.count
        continue
      }
      if first.end - first.onset <= half { together.removeAll { $0.onset != first.onset } }
      next += together.count
      previous = together.map(\.onset).max() ?? first.onset
      let intervals = together.map { $0.pitch - first.pitch }
      guard 3...5 ~= intervals.count, intervals[intervals.count - 1] <= 24,
        let index = configuration.chordIndex(
          intervals, root: first.pitch + configuration.pitchRange.lowerBound)
      else { continue }
      chords.append(GridChord(onset: together.map(\.onset).min() ?? first.onset, index: index))
    }
    return chords
  }
}
