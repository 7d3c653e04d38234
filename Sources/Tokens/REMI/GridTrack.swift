// One track of a score on the grid.

import Music

/// One track of a score on the grid: one instrument, in the order in which MidiTok has its events.
package struct GridTrack {
  /// General MIDI program, -1 the drums.
  package let program: Int
  package let notes: [GridNote]
  /// Where the pedal goes down and up, in turns.
  package let pedals: [Int]
  package var chords: [GridChord] = []

  /// The order that notes have before they are rounded, which MidiTok keeps.
  package enum Order {
    /// By onset, pitch and duration, as a track has them.
    case unmerged
    /// By onset, duration, pitch and velocity in ticks of the file: merged before MidiTok sees
    /// them.
    case mergedInFile
    /// The same in ticks of the grid: merged by MidiTok.
    case mergedOnGrid
  }

  /// Rounds the events of some tracks that play together.
  package init(
    _ tracks: [Track], program: Int, _ order: Order, _ tables: ValueTables, _ grid: TimeGrid
  ) {
    self.program = program
    pedals = tables.configuration.useSustainPedals ? gridPedals(tracks, grid) : []
    var notes: [GridNote] = []
    notes.reserveCapacity(tracks.reduce(0) { $0 + $1.notes.count })
    let keys =
      (program == -1 ? tables.configuration.drumPitchRange : nil) ?? tables.configuration.pitchRange
    if tables.configuration.removesDuplicatedNotes {
      for track in tracks { append(track.notes, keys, to: &notes, tables, grid) }
      notes.sort()
      removeDuplicates(&notes)
    } else {
      append(ordered(tracks, order, grid), keys, to: &notes, tables, grid)
    }
    self.notes = notes
  }

  package var isEmpty: Bool { notes.isEmpty && pedals.isEmpty }
}

private func removeDuplicates(_ notes: inout [GridNote]) {
  var kept = 0
  for note in notes where kept == 0 || !note.strikesTheKey(of: notes[kept - 1]) {
    notes[kept] = note
    kept += 1
  }
  notes.removeLast(notes.count - kept)
}

/// Rounds notes that are in the order of their onsets.
private func append(
  _ source: [Note], _ keys: ClosedRange<Int>, to notes: inout [GridNote], _ tables: ValueTables,
  _ grid: TimeGrid
) {
  let useVelocities = tables.configuration.useVelocities
  let bins = grid.denominators.map {
    tables.durationBins(ticksPerBeat: grid.ticksPerQuarter * 4 / $0)
  }
  var section = 0
  for note in source {
    let pitch = Int(note.pitch.number)
    guard keys.contains(pitch) else { continue }
    let point = grid.point(note.onset)
    section = grid.section(at: point, from: section)
    let onset = grid.snap(point, section: section)
    precondition(onset < GridNote.onsetCount, "a note begins at tick \(note.onset)")
    let durations = bins[grid.section(at: onset, from: section)]
    let duration = durations[min(grid.span(note.duration), durations.count - 1)]
    let velocity = useVelocities ? tables.velocityBins[Int(note.velocity.value)] : 0
    notes.append(
      GridNote(onset: onset, pitch: pitch - keys.lowerBound, duration: duration, velocity: velocity)
    )
  }
}

private func ordered(_ tracks: [Track], _ order: GridTrack.Order, _ grid: TimeGrid) -> [Note] {
  let notes = tracks.flatMap(\.notes)
  switch order {
  case .unmerged: return notes
  case .mergedInFile:
    return notes.sorted {
      ($0.onset, $0.duration, $0.pitch, $0.velocity) < (
        $1.onset, $1.duration, $1.pitch, $1.velocity
      )
    }
  case .mergedOnGrid:
    return notes.map { (grid.point($0.onset), grid.span($0.duration), $0) }.sorted {
      ($0.0, $0.1, $0.2.pitch, $0.2.velocity) < ($1.0, $1.1, $1.2.pitch, $1.2.velocity)
    }.map(\.2)
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
