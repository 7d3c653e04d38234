// From a score to rows of notes.

import Music
import Tokens

extension Octuple {
  /// The rows of a score, one for each note, without those of its begin and end; notes in bars that
  /// have no token are left out.
  ///
  /// Where all programs share a stream, the ids that MidiTok gives the score; otherwise those it
  /// gives when all tracks but the drums are merged into one piano track.
  public func encode(_ score: Score) -> [[Token]] {
    if configuration.isOneStream { return rows(GridScore(score, tables, .tracks), track: nil) }
    return rows(GridScore(score, tables, .onePiano), track: 0)
  }

  /// The rows of a score as MidiTok gives them: a sequence for each track that has notes, at least
  /// one; one sequence where all programs share a stream.
  public func encodeTracks(_ score: Score) -> [[[Token]]] {
    if configuration.isOneStream { return [encode(score)] }
    let score = GridScore(score, tables, .tracks)
    if score.tracks.isEmpty { return [[]] }
    return score.tracks.indices.map { rows(score, track: $0) }
  }

  private func rows(_ score: GridScore, track: Int?) -> [[Token]] {
    let grid = score.grid
    var rows: [[Token]] = []
    var tempo = tables.defaultTempo?.index ?? 0
    var (metre, metreBar, metreOnset) = (grid.metres[0], 0, 0)
    for event in score.events(of: track, configuration) {
      let bars = (event.time - metreOnset) / grid.ticksPerBar(metre)
      switch event.content {
      case .metre(let index):
        (metre, metreBar, metreOnset) = (grid.metres[index], metreBar + bars, event.time)
      case .tempo(let index): tempo = index
      case .note(let note):
        guard metreBar + bars < configuration.barLimit else { return rows }
        let ticks = event.time - metreOnset - bars * grid.ticksPerBar(metre)
        let beat = grid.ticksPerQuarter * 4 / metre.denominator
        rows.append(
          row(
            of: note, event.program, bar: metreBar + bars,
            position: ticks / max(1, beat / configuration.positionsPerBeat), tempo: tempo,
            metre: tables.index(of: metre)))
      case .pedalDown, .pedalUp, .chord: continue
      }
    }
    return rows
  }

  private func row(
    of note: GridNote, _ program: Int?, bar: Int, position: Int, tempo: Int, metre: Int
  ) -> [Token] {
    var values = [configuration.pitchIndex(of: note, program: program), position, bar]
    if layout.velocity != nil { values.append(note.velocity) }
    values.append(note.duration)
    if layout.program != nil { values.append(tables.programs.firstIndex(of: program ?? 0) ?? 0) }
    if layout.tempo != nil { values.append(tempo) }
    if layout.timeSignature != nil { values.append(metre) }
    return values.map { Token(layout.columns.first + $0) }
  }
}
