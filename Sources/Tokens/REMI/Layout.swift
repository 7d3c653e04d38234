// Where each kind of token stands in a REMI vocabulary.

/// The ids of each kind of token; the order is MidiTok's.
package struct Layout: Sendable {
  package let special: Range<Int>
  package let bar: Int
  package let pitches: Range<Int>
  package let velocities: Range<Int>
  package let durations: Range<Int>
  package let positions: Range<Int>
  package let drumPitches: Range<Int>
  package let chords: Range<Int>
  package let rests: Range<Int>
  package let tempos: Range<Int>
  package let programs: Range<Int>
  package let timeSignatures: Range<Int>
  /// One for each program, or one for all.
  package let pedalsOn: Range<Int>
  package let pedalsOff: Range<Int>
  package let count: Int

  package init(_ configuration: TokenizerConfiguration) {
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
    chords = take(configuration.chordNames.count)
    rests = take(configuration.useRests ? configuration.rests.count : 0)
    tempos = take(configuration.useTempos ? configuration.tempoCount : 0)
    programs = take(configuration.usePrograms ? configuration.programs.count : 0)
    timeSignatures = take(configuration.timeSignatures.count)
    let players = configuration.usePrograms ? configuration.programs.count : 1
    pedalsOn = take(configuration.useSustainPedals ? players : 0)
    pedalsOff = take(configuration.useSustainPedals ? players : 0)
    count = next
  }

  package var pedalOn: Int? { pedalsOn.first }
  package var pedalOff: Int? { pedalsOff.first }

  package func names(_ configuration: TokenizerConfiguration) -> [String] {
    var names = configuration.specialTokens + ["Bar_None"]
    names += configuration.pitchRange.map { "Pitch_\($0)" }
    if configuration.useVelocities { names += configuration.velocities.map { "Velocity_\($0)" } }
    names += configuration.durations.map { "Duration_\($0)" }
    names += positions.indices.map { "Position_\($0 - positions.lowerBound)" }
    names += (configuration.drumPitchRange.map(Array.init) ?? []).map { "PitchDrum_\($0)" }
    names += configuration.chordNames.map { "Chord_\($0)" }
    if configuration.useRests { names += configuration.rests.map { "Rest_\($0)" } }
    if configuration.useTempos { names += configuration.tempos.map { "Tempo_\($0)" } }
    let players = configuration.usePrograms ? configuration.programOrder : [0]
    if configuration.usePrograms { names += players.map { "Program_\($0)" } }
    names += configuration.timeSignatures.map { "TimeSig_\($0.numerator)/\($0.denominator)" }
    if configuration.useSustainPedals {
      names += players.map { "Pedal_\($0)" } + players.map { "PedalOff_\($0)" }
    }
    return names
  }

  package var kinds: [TokenKind] {
    var kinds = [TokenKind](repeating: .special, count: count)
    kinds[bar] = .bar
    for (ids, kind) in [
      (pitches, TokenKind.pitch), (velocities, .velocity), (durations, .duration),
      (positions, .position), (drumPitches, .drumPitch), (tempos, .tempo),
      (timeSignatures, .timeSignature), (chords, .chord), (rests, .rest), (programs, .program),
      (pedalsOn, .pedalOn), (pedalsOff, .pedalOff),
    ] {
      for id in ids { kinds[id] = kind }
    }
    return kinds
  }
}
