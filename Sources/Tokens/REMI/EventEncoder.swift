// The events of a stream, encoded as one sequence of tokens.

/// The events of a stream, encoded as one sequence of tokens: what `PianoEncoder` does for one
/// piano, for rests, chords and programs too.
struct EventEncoder {
  let remi: REMI
  let grid: TimeGrid
  private(set) var tokens: [Token] = []
  private var clock: StreamClock
  private var program: Int?

  init(remi: REMI, grid: TimeGrid) {
    self.remi = remi
    self.grid = grid
    clock = StreamClock(grid, remi.tables)
  }

  /// Encodes events that are in the order of their times.
  mutating func encode(_ events: [GridEvent]) {
    let configuration = remi.configuration
    tokens.reserveCapacity(events.count * 4 + 64)
    if configuration.usePrograms && configuration.sendsProgramChanges && !configuration.isOneStream,
      let player = events.lazy.compactMap(\.program).first
    {
      place(.program, player)
      program = player
    }
    for event in events {
      for step in clock.steps(to: event) { place(step, before: event) }
      place(event)
    }
  }

  private mutating func place(_ step: StreamClock.Step, before event: GridEvent) {
    switch step {
    case .rest(let index): place(remi.layout.rests.lowerBound + index)
    case .position(let index): place(remi.layout.positions.lowerBound + index)
    case .bar(let metre):
      place(remi.layout.bar)
      if remi.layout.timeSignatures.isEmpty { return }
      // A change of metre at the bar line says its own.
      if case .metre(metre) = event.content { return }
      placeMetre(metre)
    }
  }

  private mutating func place(_ event: GridEvent) {
    let layout = remi.layout
    switch event.content {
    case .metre(let index): placeMetre(index)
    case .tempo(let index): place(layout.tempos.lowerBound + index)
    case .pedalDown: place(.pedalOn, event.program)
    case .pedalUp: place(.pedalOff, event.program)
    case .chord(let index):
      nameProgram(event.program)
      place(layout.chords.lowerBound + index)
    case .note(let note):
      nameProgram(event.program)
      let drums = event.program == -1 ? layout.drumPitches : 0..<0
      place((drums.isEmpty ? layout.pitches : drums).lowerBound + note.pitch)
      if !layout.velocities.isEmpty { place(layout.velocities.lowerBound + note.velocity) }
      place(layout.durations.lowerBound + note.duration)
    }
  }

  /// Says the program before an event of it, or where it changes.
  private mutating func nameProgram(_ next: Int?) {
    guard remi.configuration.usePrograms else { return }
    if remi.configuration.sendsProgramChanges && program == next { return }
    program = next
    place(.program, next)
  }

  private mutating func place(_ kind: TokenKind, _ program: Int?) {
    let ids =
      switch kind {
      case .pedalOn: remi.layout.pedalsOn
      case .pedalOff: remi.layout.pedalsOff
      default: remi.layout.programs
      }
    place(ids.lowerBound + (remi.tables.programs.firstIndex(of: program ?? 0) ?? 0))
  }

  private mutating func placeMetre(_ index: Int) {
    place(remi.layout.timeSignatures.lowerBound + remi.tables.index(of: grid.metres[index]))
  }

  private mutating func place(_ id: Int) { tokens.append(Token(id)) }
}
