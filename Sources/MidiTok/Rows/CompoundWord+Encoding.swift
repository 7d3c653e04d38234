// From a score to compound words.

import Music
import Tokens

extension CompoundWord {
  /// The rows of a score, without those of its begin and end.
  ///
  /// Where all programs share a stream, the ids that MidiTok gives the score; otherwise those it
  /// gives when all tracks but the drums are merged into one piano track.
  public func encode(_ score: Score) -> [[Token]] {
    if configuration.isOneStream { return rows(GridScore(score, tables, .tracks), track: nil) }
    return rows(GridScore(score, tables, .onePiano), track: 0)
  }

  /// The rows of a score as MidiTok gives them: a sequence for each track that has something to
  /// say, at least one; one sequence where all programs share a stream.
  public func encodeTracks(_ score: Score) -> [[[Token]]] {
    if configuration.isOneStream { return [encode(score)] }
    let score = GridScore(score, tables, .tracks)
    if score.tracks.isEmpty { return [rows(score, track: nil)] }
    return score.tracks.indices.map { rows(score, track: $0) }
  }

  private func rows(_ score: GridScore, track: Int?) -> [[Token]] {
    let events = score.events(of: track, configuration)
    var rows: [[Token]] = []
    rows.reserveCapacity(events.count * 2)
    var clock = StreamClock(score.grid, tables)
    var tempo = tables.defaultTempo?.index
    for event in events {
      if case .tempo(let index) = event.content { tempo = index }
      for step in clock.steps(to: event) {
        rows.append(row(of: step, before: event, tempo: tempo, score.grid))
      }
      if case .note(let note) = event.content { rows.append(row(of: note, event.program)) }
    }
    return rows
  }

  private func row(
    of step: StreamClock.Step, before event: GridEvent, tempo: Int?, _ grid: TimeGrid
  ) -> [Token] {
    var row = layout.emptyRow
    switch step {
    case .bar(let metre):
      layout.say(0, in: CompoundWordLayout.place, of: &row)
      layout.say(tables.index(of: grid.metres[metre]), in: layout.timeSignature, of: &row)
    case .position(let position):
      layout.say(1 + position, in: CompoundWordLayout.place, of: &row)
      layout.say(tempo, in: layout.tempo, of: &row)
      // A chord stands with the position or not at all: beside a tempo MidiTok drops it.
      if case .chord(let index) = event.content { layout.say(index, in: layout.chord, of: &row) }
    case .rest(let index): layout.say(index, in: layout.rest, of: &row)
    }
    return row
  }

  private func row(of note: GridNote, _ program: Int?) -> [Token] {
    var row = layout.emptyRow
    layout.say(0, in: CompoundWordLayout.family, of: &row)
    let pitch = configuration.pitchIndex(of: note, program: program)
    layout.say(pitch, in: CompoundWordLayout.pitch, of: &row)
    layout.say(note.velocity, in: layout.velocity, of: &row)
    layout.say(note.duration, in: layout.duration, of: &row)
    let player = tables.programs.firstIndex(of: program ?? 0)
    layout.say(player, in: layout.program, of: &row)
    return row
  }
}
