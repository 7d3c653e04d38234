// Notes in a hole that stay: where the tokens have to say them.

import Music
import Tokens

/// Notes in a hole that stay, cell by cell: the filling has to say them, so that the model knows
/// them.
struct LockedNotes: Sendable {
  struct Place: Sendable {
    /// In the cell's bar.
    var position: Int
    var pitch: Pitch
    var end: Tick
  }

  /// Those that are in the hole.
  private(set) var notes: Set<Note> = []
  /// In the order of their tokens; of several on one key at a position the longest.
  private var places: [Cell: [Place]] = [:]

  /// - Throws: When some are asked for and none is in the hole.
  init(
    _ locked: Set<Note>, _ score: Score, _ cells: [HoleCell], _ vocabulary: Cells
  ) throws(CompletionError) {
    guard !locked.isEmpty else { return }
    let (hands, lines) = (score.dividedIntoHands(), BarLines(score))
    let range = vocabulary.remi.configuration.pitchRange
    for cell in cells {
      guard let hand = cell.block.hand else { continue }
      let notes = hands[hand].filter { note in
        lines.index(at: note.onset) == cell.bar && locked.contains(note)
      }
      self.notes.formUnion(notes)
      var longest: [Int: [Pitch: Tick]] = [:]
      for note in notes where range.contains(Int(note.pitch.number)) {
        let position = cell.grid.position(of: note.onset)
        let end = longest[position]?[note.pitch] ?? .zero
        longest[position, default: [:]][note.pitch] = max(end, note.end)
      }
      places[Cell(bar: cell.bar, hand: hand)] = longest.flatMap { position, ends in
        ends.map { Place(position: position, pitch: $0, end: $1) }
      }.sorted { ($0.position, $0.pitch) < ($1.position, $1.pitch) }
    }
    guard !notes.isEmpty else {
      let bars = Set(cells.map(\.bar))
      if (hands.right + hands.left).contains(where: {
        locked.contains($0) && bars.contains(lines.index(at: $0.onset))
      }) {
        throw .contradiction(
          "keep", with: "hand",
          why: "in these bars all notes that are to stay are the other hand's, which stays anyway")
      }
      throw .contradiction(
        "keep", with: "bars",
        why: "none of the notes that are to stay stands where the takes are to be written")
    }
  }

  func places(in cell: HoleCell) -> [Place] {
    cell.cell.flatMap { places[$0] } ?? []
  }
}
