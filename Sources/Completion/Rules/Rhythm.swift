// Where the notes began that stood in a hole.

import Music
import Tokens

/// Where the notes began that stood in a hole, cell by cell, and how long they lasted.
///
/// Each onset has a position of its own, as near as the others leave it, at which the tokens say
/// what begins there; it is written where it was, to the tick. Of more onsets than a bar has
/// positions the nearest count as one.
struct Rhythm: Sendable {
  struct Place: Sendable {
    /// In the cell's bar.
    var position: Int
    var onset: Tick
    /// When new notes that begin there end at the latest.
    var end: Tick
  }

  /// In the order of their positions.
  private var places: [Cell: [Place]] = [:]

  /// - Parameter untilNext: Whether notes end by when the next begin, besides when those ended that
  ///   they take the place of.
  /// - Throws: When nothing stood in the hole.
  init(
    _ score: Score, _ cells: [HoleCell], untilNext: Bool, _ vocabulary: Cells
  ) throws(CompletionError) {
    let (hands, lines) = (score.dividedIntoHands(), BarLines(score))
    let range = vocabulary.remi.configuration.pitchRange
    // From the end, so that the next onset of a hand is known.
    var next: [Hand: Tick] = [:]
    for cell in cells.reversed() {
      guard let hand = cell.block.hand else { continue }
      var ends: [Tick: Tick] = [:]
      for note in hands[hand]
      where lines.index(at: note.onset) == cell.bar && range.contains(Int(note.pitch.number)) {
        ends[note.onset] = max(ends[note.onset] ?? .zero, min(note.end, cell.end))
      }
      guard !ends.isEmpty else { continue }
      let onsets = Rhythm.told(Array(ends.keys).sorted(), most: cell.grid.positionCount)
      let positions = Rhythm.positions(of: onsets, cell.grid)
      let following = onsets.dropFirst() + [next[hand] ?? cell.end]
      places[Cell(bar: cell.bar, hand: hand)] = zip(onsets, following).enumerated().map {
        let (index, (onset, later)) = $0
        let end = ends[onset] ?? cell.end
        return Place(
          position: positions[index], onset: onset, end: untilNext ? min(end, later) : end)
      }
      next[hand] = onsets[0]
    }
    guard !places.isEmpty else {
      throw .contradiction(
        "keep rhythm", with: "bars",
        why: "no notes stand where the takes are to be written, whose rhythm is to be kept")
    }
  }

  /// So many onsets at most: without those nearest to the one before.
  private static func told(_ onsets: [Tick], most: Int) -> [Tick] {
    var onsets = onsets
    while onsets.count > most {
      let distances = zip(onsets, onsets.dropFirst()).map { $1 - $0 }
      let nearest = distances.indices.min { distances[$0] < distances[$1] }
      onsets.remove(at: (nearest ?? 0) + 1)
    }
    return onsets
  }

  /// A position for each onset, in their order, no two alike, all together as near as can be.
  private static func positions(of onsets: [Tick], _ grid: GridBar) -> [Int] {
    let count = grid.positionCount
    // By onset and position: the least distance of all so far, the onset being there or before.
    var least = [[Int]](repeating: [], count: onsets.count)
    for (index, onset) in onsets.enumerated() {
      let offset = (onset - grid.bar.onset).value * grid.spanPositions
      var best = Int.max
      for position in 0..<count {
        var before = 0
        if index > 0 { before = position > 0 ? least[index - 1][position - 1] : .max }
        let distance = abs(position * grid.spanTicks - offset)
        if before < .max { best = min(best, before + distance) }
        least[index].append(best)
      }
    }
    var positions = [Int](repeating: 0, count: onsets.count)
    var end = count
    for index in onsets.indices.reversed() {
      // The first at which the least is reached.
      let best = least[index][end - 1]
      positions[index] = least[index].firstIndex(of: best) ?? 0
      end = positions[index]
    }
    return positions
  }

  /// The first place of a cell behind a position.
  func place(after position: Int, in cell: HoleCell) -> Place? {
    cell.cell.flatMap { places[$0] }?.first { $0.position > position }
  }

  /// The place of a cell at a position.
  func place(at position: Int, in cell: HoleCell) -> Place? {
    cell.cell.flatMap { places[$0] }?.first { $0.position == position }
  }
}
