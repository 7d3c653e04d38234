// The events of a stream, woven into one sequence of tokens.

/// The events of a stream, woven into one sequence of tokens: what `Weaver` does for one piano, for
/// rests, chords and programs too.
struct StreamWeaver {
  let remi: REMI
  let grid: TimeGrid
  private(set) var tokens: [Token] = []
  private var metre = 0
  private var bar = -1
  private var barOnset = 0
  private var metreBar = 0
  private var metreOnset = 0
  private var time = -1
  /// The end of the last note, or the time of the last event after it.
  private var soundEnd = 0
  private var program: Int?

  init(remi: REMI, grid: TimeGrid) {
    self.remi = remi
    self.grid = grid
  }

  /// Weaves events that are in the order of their times.
  mutating func weave(_ events: [GridEvent]) {
    let configuration = remi.configuration
    tokens.reserveCapacity(events.count * 4 + 64)
    if configuration.usePrograms && configuration.sendsProgramChanges && !configuration.isOneStream,
      let player = events.lazy.compactMap(\.program).first
    {
      place(.program, player)
      program = player
    }
    for event in events {
      if event.time != time { pass(to: event) }
      place(event)
      soundEnd = max(soundEnd, event.end)
    }
  }

  private var ticksPerBar: Int { grid.ticksPerBar(grid.metres[metre]) }
  private var ticksPerBeat: Int { grid.ticksPerQuarter * 4 / grid.metres[metre].denominator }

  /// Says how much time passes until an event.
  private mutating func pass(to event: GridEvent) {
    if remi.configuration.useRests { rest(until: event.time) }
    let isMetre = if case .metre = event.content { true } else { false }
    let last = metreBar + (event.time - metreOnset) / ticksPerBar
    while bar < last {
      bar += 1
      barOnset = metreOnset + (bar - metreBar) * ticksPerBar
      place(remi.layout.bar)
      // A change of metre at the bar line says its own.
      if !remi.layout.timeSignatures.isEmpty && !(isMetre && bar == last) { placeMetre(metre) }
    }
    if !isMetre {
      let ticksPerPosition = max(1, ticksPerBeat / remi.configuration.positionsPerBeat)
      place(remi.layout.positions.lowerBound + (event.time - barOnset) / ticksPerPosition)
    }
    time = event.time
  }

  /// Says the silence before `next` with the longest rests that fit; the bars in it have no tokens.
  private mutating func rest(until next: Int) {
    let lengths = remi.tables.rests.map { $0.ticks(perBeat: ticksPerBeat) }
    guard let shortest = lengths.first, next - soundEnd >= shortest else { return }
    time = max(soundEnd, time)
    while next - time >= shortest, let index = lengths.lastIndex(where: { $0 <= next - time }) {
      place(remi.layout.rests.lowerBound + index)
      time += lengths[index]
    }
    let reached = metreBar + (time - metreOnset) / ticksPerBar
    guard reached > bar else { return }
    bar = max(0, bar)
    barOnset += (reached - bar) * ticksPerBar
    bar = reached
  }

  private mutating func place(_ event: GridEvent) {
    let layout = remi.layout
    switch event.content {
    case .metre(let index):
      metreBar += (event.time - metreOnset) / ticksPerBar
      metreOnset = event.time
      metre = index
      placeMetre(index)
      // What begins with the metre has a position of its own.
      time -= 1
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
    let metre = grid.metres[index]
    let known = remi.tables.metreIndices[metre.numerator * 256 + metre.denominator] ?? 0
    place(remi.layout.timeSignatures.lowerBound + known)
  }

  private mutating func place(_ id: Int) { tokens.append(Token(id)) }
}
