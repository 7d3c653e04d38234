// A score on the grid of a vocabulary.

import Music

/// A score on the grid of a vocabulary: all that its tokens say, whatever form they have.
package struct GridScore {
  /// How tracks become those of the tokens.
  package enum Arrangement {
    /// All tracks but the drums are one piano.
    case onePiano
    /// As MidiTok has them: those of one program are one where all programs share a stream.
    case tracks
  }

  package let grid: TimeGrid
  package let tempos: [GridTempo]
  package private(set) var tracks: [GridTrack]
  private let durations: [BeatDuration]

  package init(_ score: Score, _ tables: ValueTables, _ arrangement: Arrangement) {
    let configuration = tables.configuration
    let grid = TimeGrid(score, tables)
    self.grid = grid
    durations = tables.durations
    tempos = GridTempo.tempos(of: score, tables, grid)
    switch arrangement {
    case .onePiano:
      let pianos = score.tracks.filter { !$0.isDrums }
      tracks = [GridTrack(pianos, program: 0, .mergedInFile, tables, grid)]
    case .tracks:
      tracks = GridScore.instruments(of: score, configuration)
        .map { instrument, parts in
          GridTrack(
            parts, program: instrument, parts.count > 1 ? .mergedOnGrid : .unmerged, tables, grid)
        }
        .filter { !$0.isEmpty }
    }
    guard configuration.useChords else { return }
    for index in tracks.indices where tracks[index].program != -1 {
      tracks[index].chords = chords(of: tracks[index].notes, configuration)
    }
  }

  private static func instruments(
    of score: Score, _ configuration: TokenizerConfiguration
  ) -> [(program: Int, tracks: [Track])] {
    var instruments: [(program: Int, tracks: [Track])] = []
    for track in score.tracks {
      let program = track.isDrums ? -1 : Int(track.program)
      if configuration.usePrograms && !configuration.programs.contains(program) { continue }
      if configuration.isOneStream,
        let same = instruments.firstIndex(where: { $0.program == program })
      {
        instruments[same].tracks.append(track)
      } else {
        instruments.append((program, [track]))
      }
    }
    return instruments
  }

  /// How many ticks a note lasts after rounding.
  package func ticks(of note: GridNote) -> Int {
    let section = grid.section(at: note.onset)
    return durations[note.duration].ticks(perBeat: grid.ticksPerBeat(section: section))
  }
}
