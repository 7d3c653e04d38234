// Some bars of music that are to be measured.

import Music

/// Some bars of music that are to be measured: notes, and the bars in which they begin.
///
/// Measures that a passage does not have, such as the range of no notes, are nil.
public struct Passage: Hashable, Sendable {
  /// Positions of a quarter that onsets are compared at; the vocabulary's grid, which holds
  /// triplets.
  public static let positionsPerQuarter = 12

  public let ticksPerQuarter: Int
  /// In their order; at least one.
  public let bars: [Bar]
  /// Those that begin in the bars, in the order of `Note.<`.
  public let notes: [Note]

  /// Leaves out notes that begin in none of the bars.
  public init(_ notes: some Sequence<Note>, bars: [Bar], ticksPerQuarter: Int) {
    precondition(!bars.isEmpty, "a passage has a bar")
    precondition(ticksPerQuarter > 0, "\(ticksPerQuarter) ticks per quarter")
    self.bars = bars
    self.ticksPerQuarter = ticksPerQuarter
    self.notes = notes.filter { note in
      bars.contains { $0.onset <= note.onset && note.onset < $0.end }
    }.sorted()
  }

  /// A span of ticks in positions, rounded.
  func positions(_ span: Tick) -> Int { Metrics.positions(span, ticksPerQuarter) }
}

/// A span of ticks in positions, rounded.
func positions(_ span: Tick, _ ticksPerQuarter: Int) -> Int {
  (2 * span.value * Passage.positionsPerQuarter + ticksPerQuarter) / (2 * ticksPerQuarter)
}
