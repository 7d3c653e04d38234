// The events of one piano, encoded as one sequence of tokens.

/// The events of one piano, encoded as one sequence of tokens; `EventEncoder` says the same of more
/// kinds of events.
struct PianoEncoder {
  let remi: REMI
  let grid: TimeGrid
  var tokens: [Token] = []
  private var metre = 0
  private var bar = -1
  private var barOnset = 0
  private var metreBar = 0

  init(remi: REMI, grid: TimeGrid) {
    self.remi = remi
    self.grid = grid
  }

  /// Encodes events that are each in the order of their onsets; at one onset the tempo comes first,
  /// then the pedal, then the notes.
  mutating func encode(notes: [GridNote], pedals: [Int], tempos: [GridTempo]) {
    let layout = remi.layout
    var (note, pedal, tempo) = (0, 0, 0)
    while true {
      var onset = Int.max
      if note < notes.count { onset = notes[note].onset }
      if pedal < pedals.count { onset = min(onset, pedals[pedal]) }
      if tempo < tempos.count { onset = min(onset, tempos[tempo].onset) }
      changeMetres(through: onset)
      if onset == .max { return }
      openBars(through: onset)
      place(layout.positions.lowerBound + (onset - barOnset) / ticksPerPosition)
      if tempo < tempos.count && tempos[tempo].onset == onset {
        place(layout.tempos.lowerBound + tempos[tempo].index)
        tempo += 1
      }
      while pedal < pedals.count && pedals[pedal] == onset {
        place((pedal % 2 == 0 ? layout.pedalOn : layout.pedalOff) ?? 0)
        pedal += 1
      }
      while note < notes.count && notes[note].onset == onset {
        place(layout.pitches.lowerBound + notes[note].pitch)
        if !layout.velocities.isEmpty {
          place(layout.velocities.lowerBound + notes[note].velocity)
        }
        place(layout.durations.lowerBound + notes[note].duration)
        note += 1
      }
    }
  }

  @inline(__always) private mutating func place(_ id: Int) { tokens.append(Token(id)) }

  private var ticksPerPosition: Int {
    max(
      1,
      grid.ticksPerQuarter * 4 / grid.metres[metre].denominator
        / remi.configuration.positionsPerBeat)
  }

  private var usesTimeSignatures: Bool { !remi.layout.timeSignatures.isEmpty }

  /// Opens the bars at which the metre changes, up to `onset`.
  private mutating func changeMetres(through onset: Int) {
    guard usesTimeSignatures else { return }
    if bar < 0 { openBar() }
    while metre + 1 < grid.metres.count && grid.metres[metre + 1].onset <= onset {
      let next = grid.metres[metre + 1].onset
      openBars(through: next - 1)
      barOnset = next
      metre += 1
      bar += 1
      placeBar()
    }
  }

  /// Opens the bars up to the one that holds `onset`.
  private mutating func openBars(through onset: Int) {
    if bar < 0 { openBar() }
    let length = grid.ticksPerBar(grid.metres[metre])
    while barOnset + length <= onset {
      barOnset += length
      openBar()
    }
  }

  private mutating func openBar() {
    bar += 1
    placeBar()
  }

  private mutating func placeBar() {
    place(remi.layout.bar)
    guard usesTimeSignatures else { return }
    place(remi.layout.timeSignatures.lowerBound + remi.tables.index(of: grid.metres[metre]))
  }
}
