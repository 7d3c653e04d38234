// What has been understood of a sequence of tokens.

import Music

/// What has been understood of a sequence of tokens, and where in time the next one stands.
struct Unweaver {
  /// What one instrument plays.
  struct Part {
    var program: Int
    var notes: [Note] = []
    var pedals: [Pedal] = []
    var pedalOnset: Int?
  }

  let ticksPerQuarter: Int
  private(set) var tempos: [Tempo] = []
  private(set) var metres: [Metre] = []
  private let remi: REMI
  private let restLengths: [BeatDuration]
  /// Whether all that is played belongs to one track, whatever the tokens say of programs.
  private let isOneTrack: Bool
  private var parts: [Part] = []
  private var program = 0
  private var metre = (numerator: 4, denominator: 4)
  private var tick = 0
  private var bar = -1
  private var barOnset = 0
  private var metreBar = 0
  private var metreOnset = 0
  /// The end of the last note, or the time of the last tempo after it.
  private var soundEnd = 0

  init(_ remi: REMI, _ tokens: [Token], isOneTrack: Bool = false) {
    self.remi = remi
    self.isOneTrack = isOneTrack || !remi.configuration.usePrograms
    let configuration = remi.configuration
    restLengths = remi.tables.rests
    ticksPerQuarter = configuration.positionsPerBeat * max(1, configuration.largestDenominator / 4)
    // The first metre holds from the start, wherever it stands before the first note.
    loop: for token in tokens where Int(token.id) < remi.layout.count {
      switch remi.kind(of: token) {
      case .timeSignature:
        metre = remi.tables.metres[Int(token.id) - remi.layout.timeSignatures.lowerBound]
        break loop
      case .pitch, .drumPitch, .velocity, .duration, .pedalOn: break loop
      default: continue
      }
    }
    if configuration.useTimeSignatures { addMetre(at: 0) }
    guard self.isOneTrack else { return }
    let player = tokens.first {
      Int($0.id) < remi.layout.count && remi.layout.programs.contains(Int($0.id))
    }
    var part = Part(program: player.map { remi.program(of: $0) } ?? 0)
    part.notes.reserveCapacity(tokens.count / 3)
    parts = [part]
  }

  private var ticksPerBeat: Int { max(1, ticksPerQuarter * 4 / metre.denominator) }
  private var ticksPerBar: Int { ticksPerBeat * metre.numerator }

  mutating func read(_ tokens: [Token], at index: Int) {
    let (id, layout) = (Int(tokens[index].id), remi.layout)
    guard id < layout.count else { return }
    switch remi.kind(of: tokens[index]) {
    case .bar: openBar()
    case .position:
      bar = max(0, bar)
      let ticksPerPosition = max(1, ticksPerBeat / remi.configuration.positionsPerBeat)
      tick = barOnset + (id - layout.positions.lowerBound) * ticksPerPosition
    case .rest: rest(restLengths[id - layout.rests.lowerBound])
    case .timeSignature: change(to: remi.tables.metres[id - layout.timeSignatures.lowerBound])
    case .tempo:
      let quarters = remi.tables.quartersPerMinute[id - layout.tempos.lowerBound]
      tempos.append(
        Tempo(onset: Tick(tick), microsecondsPerQuarter: Int((60_000_000 / quarters).rounded())))
      soundEnd = max(soundEnd, tick)
    case .program: program = remi.program(of: tokens[index])
    case .pedalOn:
      let part = part(of: remi.program(of: tokens[index]))
      parts[part].pedalOnset = parts[part].pedalOnset ?? tick
    case .pedalOff: releasePedal(part(of: remi.program(of: tokens[index])), at: tick)
    case .pitch:
      readNote(
        tokens, at: index, id - layout.pitches.lowerBound + remi.configuration.pitchRange.lowerBound
      )
    case .drumPitch:
      let lowest = remi.configuration.drumPitchRange?.lowerBound ?? 0
      readNote(tokens, at: index, id - layout.drumPitches.lowerBound + lowest)
    case .special, .velocity, .duration, .chord: return
    }
  }

  private mutating func openBar() {
    bar += 1
    if bar > 0 { tick = barOnset + ticksPerBar }
    barOnset = tick
  }

  private mutating func rest(_ length: BeatDuration) {
    tick = max(soundEnd, tick) + length.ticks(perBeat: ticksPerBeat)
    let reached = metreBar + (tick - metreOnset) / ticksPerBar
    guard reached > bar else { return }
    bar = max(0, bar)
    barOnset += (reached - bar) * ticksPerBar
    bar = reached
  }

  private mutating func change(to next: (numerator: Int, denominator: Int)) {
    guard next != metre else { return }
    metre = next
    (metreBar, metreOnset) = (bar, barOnset)
    addMetre(at: tick)
  }

  private mutating func addMetre(at tick: Int) {
    metres.append(
      Metre(onset: Tick(tick), numerator: metre.numerator, denominator: metre.denominator))
  }

  private mutating func part(of program: Int) -> Int {
    if isOneTrack { return 0 }
    if let known = parts.firstIndex(where: { $0.program == program }) { return known }
    parts.append(Part(program: program))
    return parts.count - 1
  }

  private mutating func readNote(_ tokens: [Token], at index: Int, _ pitch: Int) {
    let layout = remi.layout
    var velocity = Velocity(100)
    var next = index + 1
    if remi.configuration.useVelocities {
      guard next < tokens.count, layout.velocities.contains(Int(tokens[next].id)) else { return }
      velocity = Velocity(
        remi.tables.velocities[Int(tokens[next].id) - layout.velocities.lowerBound])
      next += 1
    }
    guard next < tokens.count, layout.durations.contains(Int(tokens[next].id)) else { return }
    let duration = remi.tables.durations[Int(tokens[next].id) - layout.durations.lowerBound]
    let note = Note(
      onset: Tick(tick), duration: Tick(max(1, duration.ticks(perBeat: ticksPerBeat))),
      pitch: Pitch(pitch), velocity: velocity)
    soundEnd = max(soundEnd, note.end.value)
    parts[part(of: program)].notes.append(note)
  }

  private mutating func releasePedal(_ part: Int, at tick: Int) {
    guard let onset = parts[part].pedalOnset else { return }
    parts[part].pedals.append(Pedal(onset: Tick(onset), duration: Tick(max(0, tick - onset))))
    parts[part].pedalOnset = nil
  }

  /// The parts that play, with pedals that were never released up to the end.
  mutating func finishedParts() -> [Part] {
    let end = max(tick, parts.flatMap(\.notes).map(\.end.value).max() ?? 0)
    for index in parts.indices { releasePedal(index, at: end) }
    return parts.filter { !$0.notes.isEmpty || !$0.pedals.isEmpty }
  }
}

extension REMI {
  /// The program that a program's or pedal's token says; that of the piano without programs.
  fileprivate func program(of token: Token) -> Int {
    guard configuration.usePrograms else { return 0 }
    let id = Int(token.id)
    for ids in [layout.programs, layout.pedalsOn, layout.pedalsOff] where ids.contains(id) {
      return tables.programs[id - ids.lowerBound]
    }
    return 0
  }
}
