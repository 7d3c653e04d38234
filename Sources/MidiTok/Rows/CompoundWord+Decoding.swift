// From compound words to a score.

import Music
import Tokens

extension CompoundWord {
  /// The score that rows stand for: a track for each program that plays, in the order of their
  /// first notes; without programs one piano track.
  ///
  /// Any rows have one: what cannot be understood where it stands is passed over.
  public func decode(_ rows: [[Token]]) -> Score {
    score(of: [CompoundWordReader(self, rows, isOneTrack: false)])
  }

  /// The score that sequences of rows stand for, one for each track; tempos and metres are those of
  /// the first.
  ///
  /// Tracks have the programs given, -1 the drums, or else that of their first note, or else are
  /// pianos. A track without notes is left out.
  public func decodeTracks(_ sequences: [[[Token]]], programs: [Int] = []) -> Score {
    if configuration.isOneStream { return decode(Array(sequences.joined())) }
    return score(
      of: sequences.enumerated().map { number, rows in
        var reader = CompoundWordReader(self, rows, isOneTrack: true)
        if number < programs.count { reader.parts[0].program = programs[number] }
        return reader
      })
  }

  private func score(of readers: [CompoundWordReader]) -> Score {
    let first = readers.first ?? CompoundWordReader(self, [], isOneTrack: true)
    return Score(
      ticksPerQuarter: first.clock.ticksPerQuarter,
      parts: readers.flatMap(\.parts).filter { !$0.notes.isEmpty },
      tempos: first.tempos.finished(tables), metres: first.clock.metres)
  }
}

/// What has been understood of rows.
private struct CompoundWordReader {
  private(set) var clock: ReadingClock
  private(set) var tempos = RowTempos()
  var parts: [Part] = []
  private let words: CompoundWord
  private let isOneTrack: Bool

  init(_ words: CompoundWord, _ rows: [[Token]], isOneTrack: Bool) {
    let layout = words.layout
    self.words = words
    self.isOneTrack = isOneTrack || !words.configuration.usePrograms
    // The metre of the first bar holds from the start, unless notes stand before it.
    let first = rows.first { row in
      layout.value(of: row, in: CompoundWordLayout.place) == 0
        || layout.columns.value(of: row, in: CompoundWordLayout.family) != 0
    }
    let metre = first.flatMap { layout.value(of: $0, in: layout.timeSignature) }
    clock = ReadingClock(words.tables, first: metre)
    if self.isOneTrack {
      let player = rows.lazy.compactMap { layout.value(of: $0, in: layout.program) }.first
      parts = [Part(program: player.map { words.tables.programs[$0] } ?? 0)]
    }
    for row in rows { read(row) }
  }

  private mutating func read(_ row: [Token]) {
    let layout = words.layout
    switch layout.columns.value(of: row, in: CompoundWordLayout.family) {
    case 0: readStep(row)
    case 1: readNote(row)
    default: return
    }
  }

  private mutating func readStep(_ row: [Token]) {
    let layout = words.layout
    if let place = layout.value(of: row, in: CompoundWordLayout.place) {
      if place == 0 {
        clock.openBar()
        if let metre = layout.value(of: row, in: layout.timeSignature) {
          clock.change(toMetre: metre)
        }
      } else {
        clock.go(toPosition: place - 1)
        if let tempo = layout.value(of: row, in: layout.tempo) { tempos.add(tempo, at: clock) }
      }
    } else if let rest = layout.value(of: row, in: layout.rest) {
      clock.rest(rest)
    }
    clock.hear()
  }

  private mutating func readNote(_ row: [Token]) {
    let layout = words.layout
    let velocity = layout.value(of: row, in: layout.velocity)
    let player = layout.value(of: row, in: layout.program)
    guard let pitch = layout.value(of: row, in: CompoundWordLayout.pitch),
      let duration = layout.value(of: row, in: layout.duration),
      velocity != nil || layout.velocity == nil, player != nil || layout.program == nil
    else { return }
    let program = player.map { words.tables.programs[$0] } ?? 0
    let part = isOneTrack ? 0 : parts.index(of: program)
    parts[part].notes.append(
      clock.note(
        pitch: words.configuration.pitch(pitch), velocity: velocity, duration: duration))
  }
}
