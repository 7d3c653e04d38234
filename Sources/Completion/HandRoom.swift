// Which keys a hand has left, and for how long.

import Music
import Tokens

/// What sounds while a take is written: which keys a hand has left, and for how long.
struct HandRoom: Sendable {
  /// Fingers of a hand.
  static let fingers = 5
  /// Semitones between the thumb and the little finger: a ninth.
  static let span = 14

  private let polyphony: Int?
  private let isPlayable: Bool
  /// Given notes that sound in cells of the hole.
  private var held: [Cell: [Note]] = [:]

  /// nil where nothing is limited.
  init?(_ controls: Controls, _ score: Score, _ given: GivenMusic, _ cells: [HoleCell]) {
    guard controls.polyphony != nil || controls.isPlayable else { return nil }
    (polyphony, isPlayable) = (controls.polyphony, controls.isPlayable)
    let lines = BarLines(score)
    let hole = Set(cells.map { Cell(bar: $0.bar, block: $0.block) })
    for (hand, block) in [(Hand.right, Cells.Block.right), (.left, .left)] {
      for note in given.hands[hand] {
        let last = lines.index(at: note.end - Tick(1))
        for bar in lines.index(at: note.onset)...last {
          let cell = Cell(bar: bar, block: block)
          if hole.contains(cell) { held[cell, default: []].append(note) }
        }
      }
    }
  }

  /// The keys that may be struck; nil for none.
  func keys(at tick: Tick, _ draft: Draft) -> ClosedRange<Int>? {
    func sounds(_ note: Note) -> Bool { note.onset <= tick && tick < note.end }
    if let polyphony {
      let count = draft.notes.values.reduce(0) { $0 + $1.count(where: sounds) }
      if count >= polyphony { return nil }
    }
    guard isPlayable else { return 0...127 }
    let cell = Cell(bar: draft.cell.bar, block: draft.cell.block)
    let notes = (draft.notes[draft.hand] ?? []) + (held[cell] ?? [])
    let pitches = Set(notes.filter(sounds).map { Int($0.pitch.number) })
    guard pitches.count < HandRoom.fingers else { return nil }
    guard let lowest = pitches.min(), let highest = pitches.max() else { return 0...127 }
    let (low, high) = (highest - HandRoom.span, lowest + HandRoom.span)
    return low <= high ? max(0, low)...high : nil
  }

  /// The first tick after one at which no more notes may sound; nil for none.
  func end(after tick: Tick, _ draft: Draft) -> Tick? {
    guard let polyphony else { return nil }
    let notes = draft.notes.values.joined()
    return notes.lazy.map(\.onset).filter { onset in
      onset > tick && notes.count { $0.onset <= onset && onset < $0.end } >= polyphony
    }.min()
  }
}
