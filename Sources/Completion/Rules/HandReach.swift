// Which keys a hand has left, for how long, and how far it can move.

import Music
import Tokens

/// What sounds while a take is written: which keys a hand has left, for how long, and how far it
/// can move.
struct HandReach: Sendable {
  /// Fingers of a hand.
  static let fingers = 5
  /// Semitones between the thumb and the little finger: a ninth.
  static let span = 14

  /// How fast a hand moves beyond what it reaches, in semitones a second: an octave in a fifth of a
  /// second.
  static let speed = 60.0

  private let polyphony: Int?
  private let isPlayable: Bool
  /// Given notes that sound in cells of the hole.
  private var held: [Cell: [Note]] = [:]
  /// What each hand is given to strike, in order.
  private var struck: [Hand: [Chord]] = [:]
  private let times: TempoMap

  /// Keys that a hand strikes at once: the lowest and the highest.
  private struct Chord {
    var onset: Tick
    var low, high: Int

    init(_ note: Note) {
      onset = note.onset
      (low, high) = (Int(note.pitch.number), Int(note.pitch.number))
    }

    mutating func add(_ note: Note) {
      (low, high) = (min(low, Int(note.pitch.number)), max(high, Int(note.pitch.number)))
    }

    /// One for each onset.
    static func all(in notes: [Note]) -> [Chord] {
      notes.sorted { $0.onset < $1.onset }.reduce(into: []) { chords, note in
        if chords.last?.onset == note.onset {
          chords[chords.count - 1].add(note)
        } else {
          chords.append(Chord(note))
        }
      }
    }
  }

  /// nil where nothing is limited.
  init?(_ controls: Controls, _ score: Score, _ given: GivenMusic, _ cells: [HoleCell]) {
    guard controls.polyphony != nil || controls.isPlayable else { return nil }
    (polyphony, isPlayable) = (controls.polyphony, controls.isPlayable)
    times = TempoMap(score)
    for hand in Hand.allCases { struck[hand] = Chord.all(in: given.hands[hand]) }
    let lines = BarLines(score)
    let hole = Set(cells.compactMap(\.cell))
    for hand in Hand.allCases {
      for note in given.hands[hand] {
        let last = lines.index(at: note.end - Tick(1))
        for bar in lines.index(at: note.onset)...last {
          let cell = Cell(bar: bar, hand: hand)
          if hole.contains(cell) { held[cell, default: []].append(note) }
        }
      }
    }
  }

  /// The keys that may be struck; nil for none.
  func keys(at tick: Tick, _ draft: UnfinishedTake) -> ClosedRange<Int>? {
    func sounds(_ note: Note) -> Bool { note.onset <= tick && tick < note.end }
    if let polyphony {
      let count = draft.notes.values.reduce(0) { $0 + $1.count(where: sounds) }
      if count >= polyphony { return nil }
    }
    guard isPlayable else { return 0...127 }
    let held = draft.cell.cell.flatMap { self.held[$0] } ?? []
    let notes = (draft.notes[draft.hand] ?? []) + held
    let pitches = Set(notes.filter(sounds).map { Int($0.pitch.number) })
    guard pitches.count < HandReach.fingers else { return nil }
    let lowest = pitches.min() ?? 127 - HandReach.span
    let highest = pitches.max() ?? HandReach.span
    let reach = reach(at: tick, draft)
    let low = max(0, highest - HandReach.span, reach.lowerBound)
    let high = min(127, lowest + HandReach.span, reach.upperBound)
    return low <= high ? low...high : nil
  }

  /// The keys to which the hand can move from what it strikes before, and from which it can move to
  /// what it is given to strike after.
  private func reach(at tick: Tick, _ draft: UnfinishedTake) -> ClosedRange<Int> {
    let given = struck[draft.hand] ?? []
    let next = given.partitioningIndex { $0.onset >= tick }
    var neighbours = next > 0 ? [given[next - 1]] : []
    if let later = given[next...].first(where: { $0.onset > tick }) { neighbours.append(later) }
    let new = draft.notes[draft.hand] ?? []
    if let last = new.last(where: { $0.onset < tick }) {
      let chord = Chord.all(in: new.suffix(HandReach.fingers * 2).filter { $0.onset == last.onset })
      neighbours += chord
    }
    // The last chord before counts, be it given or new.
    let before = neighbours.filter { $0.onset < tick }
    let latest = before.map(\.onset).max()
    var (low, high) = (0, 127)
    for chord in neighbours where chord.onset > tick || chord.onset == latest {
      let seconds = abs(times.seconds(at: tick) - times.seconds(at: chord.onset))
      let distance = HandReach.span + Int(HandReach.speed * seconds)
      (low, high) = (max(low, chord.high - distance), min(high, chord.low + distance))
    }
    return low <= high ? low...high : 128...128
  }

  /// The first tick after one at which a note that begins there may sound no longer; nil for none.
  func end(after tick: Tick, _ draft: UnfinishedTake) -> Tick? {
    var ends: [Tick] = []
    if let polyphony {
      let notes = draft.notes.values.joined()
      ends += notes.lazy.map(\.onset).filter { onset in
        onset > tick && notes.count { $0.onset <= onset && onset < $0.end } >= polyphony
      }
    }
    if isPlayable, let pitch = draft.pitch {
      let given = held.filter { $0.key.hand == draft.cell.block.hand }.flatMap(\.value)
      let all = given + (draft.notes[draft.hand] ?? [])
      ends += given.map(\.onset).filter { onset in
        guard onset > tick else { return false }
        let sounding = all.filter { $0.onset <= onset && onset < $0.end }
        let keys = Set(sounding.map { Int($0.pitch.number) } + [Int(pitch.number)])
        return keys.count > HandReach.fingers
          || (keys.max() ?? 0) - (keys.min() ?? 0) > HandReach.span
      }
    }
    return ends.min()
  }
}
