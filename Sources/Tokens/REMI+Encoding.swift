// From a score to tokens.

import Music

extension REMI {
  /// The tokens of a score, without those of its begin and end: the ids that MidiTok gives the
  /// same score with all its tracks merged into one piano track.
  ///
  /// Drums are left out: their keys are not pitches. Every bar has tokens, the empty ones too.
  public func encode(_ score: Score) -> [Token] {
    let grid = TimeGrid(score, self)
    let tracks = score.tracks.filter { !$0.isDrums }
    let notes = gridNotes(tracks, grid)
    let pedals = configuration.useSustainPedals ? gridPedals(tracks, grid) : []
    let tempos = configuration.useTempos ? gridTempos(score.tempos, grid) : []
    var weaver = Weaver(remi: self, grid: grid)
    weaver.tokens.reserveCapacity(notes.count * 4 + 64)
    weaver.weave(notes: notes, pedals: pedals, tempos: tempos)
    return weaver.tokens
  }

  /// The notes on the grid, in the order of their tokens.
  private func gridNotes(_ tracks: [Track], _ grid: TimeGrid) -> [GridNote] {
    var notes: [GridNote] = []
    notes.reserveCapacity(tracks.reduce(0) { $0 + $1.notes.count })
    guard configuration.removesDuplicatedNotes else {
      append(merged(tracks), to: &notes, grid)
      return notes
    }
    for track in tracks { append(track.notes, to: &notes, grid) }
    notes.sort()
    var kept = 0
    for note in notes where kept == 0 || !note.strikesTheKey(of: notes[kept - 1]) {
      notes[kept] = note
      kept += 1
    }
    notes.removeLast(notes.count - kept)
    return notes
  }

  /// Rounds notes that are in the order of their onsets.
  private func append(_ source: [Note], to notes: inout [GridNote], _ grid: TimeGrid) {
    let bins = grid.denominators.map {
      tables.durationBins(ticksPerBeat: grid.ticksPerQuarter * 4 / $0)
    }
    let pitches = configuration.pitchRange
    var section = 0
    for note in source {
      let pitch = Int(note.pitch.number)
      guard pitches.contains(pitch) else { continue }
      let point = grid.point(note.onset)
      section = grid.section(at: point, from: section)
      let onset = grid.snap(point, section: section)
      precondition(onset < GridNote.onsetCount, "a note begins at tick \(note.onset)")
      let durations = bins[grid.section(at: onset, from: section)]
      let duration = durations[min(grid.span(note.duration), durations.count - 1)]
      let velocity =
        configuration.useVelocities ? tables.velocityBins[Int(note.velocity.value)] : 0
      notes.append(
        GridNote(
          onset: onset, pitch: pitch - pitches.lowerBound, duration: duration, velocity: velocity))
    }
  }

  /// The notes of all tracks by onset, duration, pitch and velocity: the order of symusic, which
  /// MidiTok keeps.
  private func merged(_ tracks: [Track]) -> [Note] {
    tracks.flatMap(\.notes).sorted {
      ($0.onset, $0.duration, $0.pitch, $0.velocity) < (
        $1.onset, $1.duration, $1.pitch, $1.velocity
      )
    }
  }

  /// Where the pedal goes down and up, in turns; times that touch are one.
  private func gridPedals(_ tracks: [Track], _ grid: TimeGrid) -> [Int] {
    var pedals = tracks.flatMap(\.pedals)
    if tracks.count > 1 { pedals.sort { ($0.onset, $0.duration) < ($1.onset, $1.duration) } }
    var times: [Int] = []
    for pedal in pedals {
      let start = grid.point(pedal.onset)
      let stop = start + grid.span(pedal.duration)
      let (first, last) = (grid.section(at: start), grid.section(at: stop))
      let onset = grid.snap(start, section: first)
      var end = grid.snap(stop, section: last)
      if grid.snaps && end <= onset {
        end = onset + grid.ticksPerPosition(section: grid.section(at: onset))
      }
      if let previous = times.last, previous >= onset {
        times[times.count - 1] = max(previous, end)
      } else {
        times += [onset, end]
      }
    }
    return times
  }

  /// Tempo tokens by their onsets, the first at the start.
  private func gridTempos(_ tempos: [Tempo], _ grid: TimeGrid) -> [GridTempo] {
    guard let normal = tables.defaultTempo else { return [] }
    let bins = tables.tempos.map(\.microseconds)
    var changes: [GridTempo] = []
    for tempo in tempos {
      let bin = tables.tempos[nearest(Double(tempo.microsecondsPerQuarter), in: bins)]
      let point = grid.point(tempo.onset)
      let onset = grid.snap(point, section: grid.section(at: point))
      if changes.last?.onset == onset { changes.removeLast() }
      changes.append(GridTempo(onset: onset, bin: bin))
    }
    if configuration.deletesEqualSuccessiveTempos {
      changes = changes.enumerated()
        .filter { $0 == 0 || changes[$0 - 1].bin.id != $1.bin.id }
        .map(\.element)
      // MidiTok compares with what is left of the default after rounding to whole microseconds.
      if let first = changes.first,
        60_000_000 / first.bin.microseconds.rounded(.down) == normal.quartersPerMinute
      {
        changes[0].onset = 0
      }
    }
    if changes.first?.onset != 0 {
      let bin = tables.tempos.first { $0.id == normal.id } ?? (0, normal.id)
      changes.insert(GridTempo(onset: 0, bin: bin), at: 0)
    }
    return changes
  }
}
