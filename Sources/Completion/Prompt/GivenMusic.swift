// What of a score stays: the prompt of a hole.

import Music
import Tokens

/// What of a score stays: everything that is not in the hole.
///
/// A note is in the bar and the hand in which it begins; one that is locked stays. Where both hands of a bar are in the hole,
/// its pedal is too: a pedal that was down before ends there.
public struct GivenMusic: Sendable {
  /// The score without what was in the hole; all its tracks, each note that stays as it was.
  public let score: Score
  /// What each hand plays outside the hole.
  let hands: Hands
  /// Pedals that reach from the hole into what is given: their bar lines' ticks and their ends.
  let pedalEnds: [Tick]
  /// The channel and the program of most notes that a pianist plays.
  let channel: UInt8
  let program: UInt8

  init(_ whole: Score, hole: Set<Cell>, _ lines: BarLines, locked: Set<Note> = []) {
    func isIn(_ note: Note, _ block: Cells.Block) -> Bool {
      hole.contains(Cell(bar: lines.index(at: note.onset), block: block)) && !locked.contains(note)
    }
    let hands = whole.dividedIntoHands()
    let removed = hands.right.filter { isIn($0, .right) } + hands.left.filter { isIn($0, .left) }
    var counts = Dictionary(removed.map { ($0, 1) }, uniquingKeysWith: +)
    func isWhole(_ bar: Int) -> Bool {
      [.right, .left].allSatisfy { hole.contains(Cell(bar: bar, block: $0)) }
    }
    let starts = Set(hole.map(\.bar)).filter { isWhole($0) && !isWhole($0 - 1) }.sorted()
      .map { lines.bar($0).onset }
    var ends: [Tick] = []
    // A singer may have the very notes of a hand, which stay.
    let played = Set(whole.pianoTracks)
    let tracks = whole.tracks.map { track -> Track in
      guard !track.isDrums else { return track }
      let isPlayed = played.contains(track)
      let notes = track.notes.filter { note in
        guard isPlayed, let count = counts[note], count > 0 else { return true }
        counts[note] = count - 1
        return false
      }
      let pedals = track.pedals.compactMap { pedal -> Pedal? in
        let bar = lines.index(at: pedal.onset)
        if isWhole(bar) {
          if !isWhole(lines.index(at: pedal.end)) { ends.append(pedal.end) }
          return nil
        }
        guard let start = starts.first(where: { pedal.onset < $0 && $0 < pedal.end }) else {
          return pedal
        }
        if !isWhole(lines.index(at: pedal.end)) { ends.append(pedal.end) }
        return Pedal(onset: pedal.onset, duration: start - pedal.onset)
      }
      return Track(
        name: track.name, channel: track.channel, program: track.program, notes: notes,
        pedals: pedals)
    }
    score = Score(
      ticksPerQuarter: whole.ticksPerQuarter, tracks: tracks, tempos: whole.tempos,
      metres: whole.metres, keys: whole.keys, remarks: whole.remarks)
    self.hands = Hands(
      right: hands.right.filter { !isIn($0, .right) },
      left: hands.left.filter { !isIn($0, .left) }, areWritten: hands.areWritten)
    pedalEnds = ends.sorted()
    let sounding = whole.tracks.filter { !$0.isDrums && !$0.notes.isEmpty }
    let pianos = sounding.filter { $0.program < 8 }
    let most = (pianos.isEmpty ? sounding : pianos).max { $0.notes.count < $1.notes.count }
    (channel, program) = (most?.channel ?? 0, most?.program ?? 0)
  }
}
