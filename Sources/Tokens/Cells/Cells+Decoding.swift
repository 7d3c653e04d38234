// The score that the tokens of cells stand for.

import Music

extension Cells {
  /// The score that tokens stand for, in the order of the music: a track for each hand, the pedal
  /// on the right one's. Holes are silent, a pedal that is never released lasts to the end.
  ///
  /// - Precondition: the tokens are in the vocabulary.
  public func decode(_ tokens: some Sequence<Token>) -> Score {
    var (decoder, reader) = (CellDecoder(self), ScoreReader(self))
    for token in tokens {
      if token == fillToken || token == endToken { break }
      if let event = decoder.read(token) { reader.read(event) }
    }
    return reader.score()
  }
}

/// Places what cells say in time.
private struct ScoreReader {
  private let ticksPerQuarter: Int
  private let positionsPerBeat: Int
  private let plainVelocity: Velocity
  private var notes: [Hand: [Note]] = [:]
  private var pedals: [Pedal] = []
  private var metres: [Metre] = []
  private var pedalOnset: Int?
  /// Where the pedal was spoken of last, or could have been.
  private var pedalTime = 0
  /// Of the bar that is being read.
  private var barOnset = 0
  private var ticksPerBeat: Int
  /// nil before the first bar.
  private var barLength: Int?

  init(_ cells: Cells) {
    positionsPerBeat = cells.positionsPerBeat
    ticksPerQuarter = positionsPerBeat * max(1, cells.configuration.largestDenominator / 4)
    ticksPerBeat = ticksPerQuarter
    guard case .velocity(let velocity) = cells.symbol(of: cells.plainVelocity) else {
      preconditionFailure("cells without velocities")
    }
    plainVelocity = velocity
  }

  mutating func read(_ event: CellDecoder.Event) {
    switch event {
    case .bar:
      barOnset += barLength ?? 0
      barLength = barLength ?? 4 * ticksPerBeat
      pedalTime = barOnset
    case .metre(let numerator, let denominator):
      ticksPerBeat = max(1, ticksPerQuarter * 4 / denominator)
      barLength = ticksPerBeat * numerator
      if metres.last?.numerator == numerator, metres.last?.denominator == denominator { return }
      metres.append(
        Metre(onset: Tick(barOnset), numerator: numerator, denominator: denominator))
    case .block: return
    case .note(let note):
      let duration = max(1, note.duration.ticks(perBeat: ticksPerBeat))
      notes[note.hand, default: []].append(
        Note(
          onset: Tick(tick(of: note.position)), duration: Tick(duration), pitch: note.pitch,
          velocity: note.velocity ?? plainVelocity))
    case .pedal(let isDown, let position):
      pedalTime = tick(of: position)
      if isDown { pedalOnset = pedalOnset ?? pedalTime } else { releasePedal(at: pedalTime) }
    }
  }

  private func tick(of position: Int) -> Int {
    barOnset + position * max(1, ticksPerBeat / positionsPerBeat)
  }

  private mutating func releasePedal(at tick: Int) {
    guard let onset = pedalOnset else { return }
    pedals.append(Pedal(onset: Tick(onset), duration: Tick(max(0, tick - onset))))
    pedalOnset = nil
  }

  mutating func score() -> Score {
    releasePedal(at: pedalTime)
    if metres.first?.onset != .zero {
      metres.insert(Metre(onset: .zero, numerator: 4, denominator: 4), at: 0)
    }
    let tracks = [(Hand.right, "Right hand"), (.left, "Left hand")].map { hand, name in
      Track(name: name, notes: notes[hand] ?? [], pedals: hand == .right ? pedals : [])
    }
    return Score(ticksPerQuarter: ticksPerQuarter, tracks: tracks, metres: metres)
  }
}
