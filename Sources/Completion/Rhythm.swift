// Where the notes began that stood in a hole.

import Music
import Tokens

/// Where the notes began that stood in a hole, cell by cell, and how long they lasted.
struct Rhythm: Sendable {
  struct Place: Sendable {
    /// In the cell's bar.
    var position: Int
    /// Of the longest note that began there.
    var end: Tick
  }

  /// In the order of their positions.
  private var places: [Cell: [Place]] = [:]

  /// - Throws: When nothing stood in the hole.
  init(_ score: Score, _ cells: [HoleCell], _ vocabulary: Vocabulary) throws(CompletionError) {
    let (hands, lines) = (score.hands, BarLines(score))
    let grids = Dictionary(
      uniqueKeysWithValues: cells.filter { $0.block != .pedal }.map {
        (Cell(bar: $0.bar, block: $0.block), $0.grid)
      })
    let range = vocabulary.remi.configuration.pitchRange
    for (hand, block) in [(Hand.right, Cells.Block.right), (.left, .left)] {
      for note in hands[hand] where range.contains(Int(note.pitch.number)) {
        let cell = Cell(bar: lines.index(at: note.onset), block: block)
        guard let grid = grids[cell] else { continue }
        let position = grid.position(of: note.onset)
        var here = places[cell] ?? []
        if let last = here.last, last.position >= position {
          here[here.count - 1].end = max(last.end, note.end)
        } else {
          here.append(Place(position: position, end: note.end))
        }
        places[cell] = here
      }
    }
    guard !places.isEmpty else {
      throw .contradiction(
        "keep rhythm", with: "bars",
        why: "no notes stand where the takes are to be written, whose rhythm is to be kept")
    }
  }

  /// The first place of a cell behind a position.
  func place(after position: Int, in cell: HoleCell) -> Place? {
    places[Cell(bar: cell.bar, block: cell.block)]?.first { $0.position > position }
  }

  /// The place of a cell at a position.
  func place(at position: Int, in cell: HoleCell) -> Place? {
    places[Cell(bar: cell.bar, block: cell.block)]?.first { $0.position == position }
  }
}
