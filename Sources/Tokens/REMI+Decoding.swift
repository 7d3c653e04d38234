// From tokens to a score.

import Music

extension REMI {
  /// The score that tokens stand for, as one piano track.
  ///
  /// Any sequence has one: what cannot be understood where it stands is passed over, and a pedal
  /// that is never released lasts to the end. Without velocities notes have MidiTok's, 100.
  public func decode(_ tokens: some Sequence<Token>) -> Score {
    let tokens = Array(tokens)
    var unweaver = Unweaver(self, tokens)
    for index in tokens.indices { unweaver.read(tokens, at: index) }
    return unweaver.score()
  }
}

/// What has been understood of a sequence of tokens, and where in time the next one stands.
private struct Unweaver {
  private let remi: REMI
  private let ticksPerQuarter: Int
  private var notes: [Note] = []
  private var pedals: [Pedal] = []
  private var tempos: [Tempo] = []
  private var metres: [Metre] = []
  private var metre = (numerator: 4, denominator: 4)
  private var tick = 0
  private var barOnset = 0
  private var isInBar = false
  private var pedalOnset: Int?

  init(_ remi: REMI, _ tokens: [Token]) {
    self.remi = remi
    let configuration = remi.configuration
    ticksPerQuarter = configuration.positionsPerBeat * max(1, configuration.largestDenominator / 4)
    notes.reserveCapacity(tokens.count / 3)
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
  }

  private var ticksPerBeat: Int { max(1, ticksPerQuarter * 4 / metre.denominator) }

  mutating func read(_ tokens: [Token], at index: Int) {
    let (id, layout) = (Int(tokens[index].id), remi.layout)
    guard id < layout.count else { return }
    switch remi.kind(of: tokens[index]) {
    case .bar: openBar()
    case .position:
      isInBar = true
      let ticksPerPosition = max(1, ticksPerBeat / remi.configuration.positionsPerBeat)
      tick = barOnset + (id - layout.positions.lowerBound) * ticksPerPosition
    case .timeSignature:
      let next = remi.tables.metres[id - layout.timeSignatures.lowerBound]
      guard next != metre else { return }
      metre = next
      addMetre(at: tick)
    case .tempo:
      let quarters = remi.tables.quartersPerMinute[id - layout.tempos.lowerBound]
      tempos.append(
        Tempo(onset: Tick(tick), microsecondsPerQuarter: Int((60_000_000 / quarters).rounded())))
    case .pedalOn: pedalOnset = pedalOnset ?? tick
    case .pedalOff: releasePedal(at: tick)
    case .pitch: readNote(tokens, at: index)
    case .special, .drumPitch, .velocity, .duration: return
    }
  }

  private mutating func openBar() {
    if isInBar { tick = barOnset + ticksPerBeat * metre.numerator }
    isInBar = true
    barOnset = tick
  }

  private mutating func addMetre(at tick: Int) {
    metres.append(
      Metre(onset: Tick(tick), numerator: metre.numerator, denominator: metre.denominator))
  }

  private mutating func readNote(_ tokens: [Token], at index: Int) {
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
    let pitch = Int(tokens[index].id) - layout.pitches.lowerBound
    notes.append(
      Note(
        onset: Tick(tick), duration: Tick(max(1, duration.ticks(perBeat: ticksPerBeat))),
        pitch: Pitch(remi.configuration.pitchRange.lowerBound + pitch), velocity: velocity))
  }

  private mutating func releasePedal(at tick: Int) {
    guard let onset = pedalOnset else { return }
    pedals.append(Pedal(onset: Tick(onset), duration: Tick(max(0, tick - onset))))
    pedalOnset = nil
  }

  mutating func score() -> Score {
    releasePedal(at: max(tick, notes.map(\.end.value).max() ?? 0))
    if remi.configuration.useTempos, let normal = remi.tables.defaultTempo,
      tempos.first?.onset != .zero
    {
      let microseconds = Int((60_000_000 / normal.quartersPerMinute).rounded())
      tempos.insert(Tempo(onset: .zero, microsecondsPerQuarter: microseconds), at: 0)
    }
    let isEmpty = notes.isEmpty && pedals.isEmpty
    return Score(
      ticksPerQuarter: ticksPerQuarter,
      tracks: isEmpty ? [] : [Track(notes: notes, pedals: pedals)],
      tempos: tempos, metres: metres)
  }
}
