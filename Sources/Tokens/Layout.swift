// Where each kind of token stands in a REMI vocabulary.

/// The ids of each kind of token; the order is MidiTok's.
struct Layout: Sendable {
  let special: Range<Int>
  let bar: Int
  let pitches: Range<Int>
  let velocities: Range<Int>
  let durations: Range<Int>
  let positions: Range<Int>
  let drumPitches: Range<Int>
  let tempos: Range<Int>
  let timeSignatures: Range<Int>
  let pedalOn: Int?
  let pedalOff: Int?
  let count: Int

  init(_ configuration: REMIConfiguration) {
    var next = 0
    func take(_ count: Int) -> Range<Int> {
      defer { next += count }
      return next..<next + count
    }
    special = take(configuration.specialTokens.count)
    bar = take(1).lowerBound
    pitches = take(configuration.pitchRange.count)
    velocities = take(configuration.useVelocities ? configuration.velocityCount : 0)
    durations = take(configuration.durations.count)
    let widest =
      configuration.useTimeSignatures
      ? configuration.timeSignatureRange.flatMap(\.numerators).max() ?? 4 : 4
    positions = take(configuration.positionsPerBeat * widest)
    drumPitches = take(configuration.drumPitchRange?.count ?? 0)
    tempos = take(configuration.useTempos ? configuration.tempoCount : 0)
    timeSignatures = take(configuration.timeSignatures.count)
    pedalOn = configuration.useSustainPedals ? take(1).lowerBound : nil
    pedalOff = configuration.useSustainPedals ? take(1).lowerBound : nil
    count = next
  }

  func names(_ configuration: REMIConfiguration) -> [String] {
    var names = configuration.specialTokens + ["Bar_None"]
    names += configuration.pitchRange.map { "Pitch_\($0)" }
    if configuration.useVelocities { names += configuration.velocities.map { "Velocity_\($0)" } }
    names += configuration.durations.map {
      "Duration_\($0.beats).\($0.positions).\($0.positionsPerBeat)"
    }
    names += positions.indices.map { "Position_\($0 - positions.lowerBound)" }
    names += (configuration.drumPitchRange.map(Array.init) ?? []).map { "PitchDrum_\($0)" }
    if configuration.useTempos { names += configuration.tempos.map { "Tempo_\($0)" } }
    names += configuration.timeSignatures.map { "TimeSig_\($0.numerator)/\($0.denominator)" }
    if configuration.useSustainPedals { names += ["Pedal_0", "PedalOff_0"] }
    return names
  }

  var kinds: [TokenKind] {
    var kinds = [TokenKind](repeating: .special, count: count)
    kinds[bar] = .bar
    for (ids, kind) in [
      (pitches, TokenKind.pitch), (velocities, .velocity), (durations, .duration),
      (positions, .position), (drumPitches, .drumPitch), (tempos, .tempo),
      (timeSignatures, .timeSignature),
    ] {
      for id in ids { kinds[id] = kind }
    }
    if let pedalOn, let pedalOff { (kinds[pedalOn], kinds[pedalOff]) = (.pedalOn, .pedalOff) }
    return kinds
  }
}
