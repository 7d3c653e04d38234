// From tokens to a score.

import Music

extension REMI {
  /// The score that a sequence of tokens stands for: a track for each program that plays, in the
  /// order of their first events; without programs one piano track.
  ///
  /// Any sequence has one: what cannot be understood where it stands is passed over, and a pedal
  /// that is never released lasts to the end. Without velocities notes have MidiTok's, 100.
  public func decode(_ tokens: some Sequence<Token>) -> Score {
    let tokens = Array(tokens)
    var decoder = REMIDecoder(self, tokens)
    for index in tokens.indices { decoder.read(tokens, at: index) }
    return score(of: [decoder], decoder.finishedParts())
  }

  /// The score that sequences of tokens stand for, one for each track; tempos and metres are those
  /// of the first.
  ///
  /// Tracks have the programs given, -1 the drums, or else the first program that their tokens say,
  /// or else are pianos. A track without notes is left out.
  public func decodeTracks(_ sequences: [[Token]], programs: [Int] = []) -> Score {
    if configuration.isOneStream { return decode(sequences.joined()) }
    var decoders: [REMIDecoder] = []
    var parts: [Part] = []
    for (number, tokens) in sequences.enumerated() {
      var decoder = REMIDecoder(self, tokens, isOneTrack: true)
      for index in tokens.indices { decoder.read(tokens, at: index) }
      if var part = decoder.finishedParts().first, !part.notes.isEmpty {
        if number < programs.count { part.program = programs[number] }
        parts.append(part)
      }
      decoders.append(decoder)
    }
    return score(of: decoders, parts)
  }

  private func score(of decoders: [REMIDecoder], _ parts: [Part]) -> Score {
    let first = decoders.first ?? REMIDecoder(self, [])
    var tempos = first.tempos
    if configuration.useTempos, let normal = tables.defaultTempo, tempos.first?.onset != .zero {
      tempos.insert(Tempo(onset: .zero, quartersPerMinute: normal.quartersPerMinute), at: 0)
    }
    return Score(
      ticksPerQuarter: first.clock.ticksPerQuarter, parts: parts, tempos: tempos,
      metres: first.clock.metres)
  }
}
