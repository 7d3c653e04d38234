// From rows of notes to a score.

import Music
import Tokens

extension Octuple {
  /// The score that rows stand for: a track for each program that plays, in the order of their
  /// first notes; without programs one piano track.
  ///
  /// A change of metre begins with the bar of the first note that says it. Any rows have a score:
  /// what cannot be understood where it stands is passed over.
  public func decode(_ rows: [[Token]]) -> Score {
    score(of: [OctupleReader(self, rows, isOneTrack: false)])
  }

  /// The score that sequences of rows stand for, one for each track; tempos and metres are those of
  /// the first.
  ///
  /// Tracks have the programs given, -1 the drums, or else that of their first note, or else are
  /// pianos. A track without notes is left out.
  public func decodeTracks(_ sequences: [[[Token]]], programs: [Int] = []) -> Score {
    if configuration.isOneStream { return decode(Array(sequences.joined())) }
    var readers: [OctupleReader] = []
    for (number, rows) in sequences.enumerated() {
      var reader = OctupleReader(self, rows, isOneTrack: true, after: readers)
      if number < programs.count { reader.parts[0].program = programs[number] }
      readers.append(reader)
    }
    return score(of: readers)
  }

  private func score(of readers: [OctupleReader]) -> Score {
    let first = readers.first ?? OctupleReader(self, [], isOneTrack: true)
    var metres = first.clock.metres
    if configuration.followsMidiTokDefects && configuration.useTimeSignatures {
      let common = Metre(onset: .zero, numerator: 4, denominator: 4)
      metres += Array(repeating: common, count: max(0, readers.count - 1))
    }
    return Score(
      ticksPerQuarter: first.clock.ticksPerQuarter,
      parts: readers.flatMap(\.parts).filter { !$0.notes.isEmpty },
      tempos: first.tempos.finished(tables), metres: metres)
  }
}

/// What has been understood of rows.
private struct OctupleReader {
  private(set) var clock: ReadingClock
  private(set) var tempos = RowTempos()
  var parts: [Part] = []
  private let octuple: Octuple
  private let isOneTrack: Bool

  /// - Parameter readers: Those of the tracks before, which matter to MidiTok.
  init(
    _ octuple: Octuple, _ rows: [[Token]], isOneTrack: Bool, after readers: [OctupleReader] = []
  ) {
    let layout = octuple.layout
    self.octuple = octuple
    self.isOneTrack = isOneTrack || !octuple.configuration.usePrograms
    let metre = rows.first.flatMap { layout.value(of: $0, in: layout.timeSignature) }
    if octuple.configuration.followsMidiTokDefects, let last = readers.last {
      clock = last.clock.goingOn(first: readers[0].clock.metres.first)
    } else {
      clock = ReadingClock(octuple.tables, first: metre)
    }
    if self.isOneTrack {
      let player = rows.lazy.compactMap { layout.value(of: $0, in: layout.program) }.first
      parts = [Part(program: player.map { octuple.tables.programs[$0] } ?? 0)]
    }
    for row in rows { read(row) }
  }

  private mutating func read(_ row: [Token]) {
    let layout = octuple.layout
    let velocity = layout.value(of: row, in: layout.velocity)
    let player = layout.value(of: row, in: layout.program)
    guard let pitch = layout.value(of: row, in: OctupleLayout.pitch),
      let position = layout.value(of: row, in: OctupleLayout.position),
      let bar = layout.value(of: row, in: OctupleLayout.bar),
      let duration = layout.value(of: row, in: layout.duration),
      velocity != nil || layout.velocity == nil, player != nil || layout.program == nil,
      clock.go(toBar: bar)
    else { return }
    let start = clock
    clock.go(toPosition: position)
    if let metre = layout.value(of: row, in: layout.timeSignature) {
      // MidiTok finds the position of a change's first note in the old metre.
      let tick = clock.tick
      clock = start
      clock.change(toMetre: metre)
      clock.go(toPosition: position)
      if octuple.configuration.followsMidiTokDefects { clock.go(toTick: tick) }
    }
    // MidiTok's notes before the start have no place in a score.
    guard clock.tick >= 0 else { return }
    if let tempo = layout.value(of: row, in: layout.tempo) { tempos.add(tempo, at: clock) }
    let program = player.map { octuple.tables.programs[$0] } ?? 0
    let part = isOneTrack ? 0 : parts.index(of: program)
    parts[part].notes.append(
      clock.note(
        pitch: octuple.configuration.pitch(pitch), velocity: velocity, duration: duration))
  }
}
