// The events of one score, woven into one sequence of tokens.

/// A note on the grid; ordered by onset, pitch, duration and velocity.
struct GridNote: Comparable {
  /// From the highest bit: 40 for the onset, 7 for the pitch, 10 for the duration, 7 for the velocity.
  private let key: UInt64

  /// How many durations and onsets there is room for.
  static let durationCount = 1 << 10
  static let onsetCount = 1 << 40

  @inline(__always) init(onset: Int, pitch: Int, duration: UInt16, velocity: UInt8) {
    key =
      UInt64(truncatingIfNeeded: onset) << 24 | UInt64(truncatingIfNeeded: pitch) << 17
      | UInt64(duration) << 7 | UInt64(velocity)
  }

  @inline(__always) var onset: Int { Int(key >> 24) }
  /// Counted from the lowest pitch of the vocabulary.
  @inline(__always) var pitch: Int { Int(key >> 17 & 0x7F) }
  @inline(__always) var duration: Int { Int(key >> 7 & 0x3FF) }
  @inline(__always) var velocity: Int { Int(key & 0x7F) }

  @inline(__always) func strikesTheKey(of other: GridNote) -> Bool {
    key >> 17 == other.key >> 17
  }

  @inline(__always) static func < (a: GridNote, b: GridNote) -> Bool { a.key < b.key }
}

struct GridTempo {
  var onset: Int
  var bin: (microseconds: Double, id: Int)
}

/// The events of one score, woven into one sequence of tokens.
struct Weaver {
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

  /// Weaves events that are each in the order of their onsets; at one onset the tempo comes first,
  /// then the pedal, then the notes.
  mutating func weave(notes: [GridNote], pedals: [Int], tempos: [GridTempo]) {
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
        place(tempos[tempo].bin.id)
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
    let metre = grid.metres[metre]
    place(remi.tables.timeSignatures[metre.numerator * 256 + metre.denominator] ?? 0)
  }
}
