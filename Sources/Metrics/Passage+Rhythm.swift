// What a passage's rhythm is like.

import Music

extension Passage {
  /// How like one another the rhythms of neighbouring bars are, from 0 to 1: one minus the mean,
  /// over the pairs of neighbours, of the share of positions at which a note begins in one bar and
  /// none in the other. Of bars of unlike length the longer one's positions count.
  ///
  /// Wu and Yang 2020, section 4.1, for neighbours: n bars have n - 1 pairs. nil for a single bar.
  public var grooveSimilarity: Double? {
    guard bars.count > 1 else { return nil }
    let onsets = bars.map { bar in
      Set(
        notes.filter { bar.onset <= $0.onset && $0.onset < bar.end }
          .map { positions($0.onset - bar.onset) })
    }
    let lengths = bars.map { max(1, positions($0.end - $0.onset)) }
    let distances = zip(onsets.indices, onsets.indices.dropFirst()).map { first, second in
      Double(onsets[first].symmetricDifference(onsets[second]).count)
        / Double(max(lengths[first], lengths[second]))
    }
    return 1 - distances.reduce(0, +) / Double(distances.count)
  }

  /// Notes that begin in a bar, on average.
  public var density: Double { Double(notes.count) / Double(bars.count) }

  /// The share of bars in which no note begins.
  public var emptyBarRate: Double {
    let empty = bars.count { bar in
      !notes.contains { bar.onset <= $0.onset && $0.onset < bar.end }
    }
    return Double(empty) / Double(bars.count)
  }

  /// How many notes sound at once, on average over the time in which any does.
  public var polyphony: Double? {
    guard !notes.isEmpty else { return nil }
    var (covered, end) = (0, notes[0].onset)
    for note in notes {
      covered += max(0, (note.end - max(end, note.onset)).value)
      end = max(end, note.end)
    }
    return Double(notes.reduce(0) { $0 + $1.duration.value }) / Double(covered)
  }
}
