// Whether the values of a configuration make sense together.

extension TokenizerConfiguration {
  /// Throws when no vocabulary can be made of the values.
  package func check() throws(TokenizerConfigurationError) {
    try check(pitchRange, "pitch_range")
    if let drumPitchRange { try check(drumPitchRange, "drums_pitch_range") }
    try require(1...127 ~= velocityCount, "num_velocities")
    try require(1...1024 ~= tempoCount, "num_tempos")
    try require(
      1...60_000 ~= tempoRange.lowerBound && tempoRange.upperBound <= 60_000, "tempo_range")
    try require(Set(specialTokens).count == specialTokens.count, "special_tokens")
    for name in ["PAD_None", "BOS_None", "EOS_None"] {
      try require(specialTokens.contains(name), "special_tokens")
    }
    try check(beatResolutions, "beat_res")
    if useRests {
      try check(restResolutions, "beat_res_rest")
      try require(
        restResolutions.allSatisfy { $0.positionsPerBeat <= positionsPerBeat }, "beat_res_rest")
    }
    if useChords { try checkChords() }
    if usePrograms { try checkPrograms() }
    if useTimeSignatures { try checkTimeSignatures() }
    if tokenization == .octuple {
      try require(barLimit > 0 && barLimit <= 1 << 15, "max_bar_embedding")
    }
    try require(Layout(self).count <= 65536, "beat_res")
  }

  private func check(
    _ resolutions: [BeatResolution], _ option: String
  ) throws(TokenizerConfigurationError) {
    var (end, count) = (0, 0)
    for resolution in resolutions {
      try require(resolution.beats.lowerBound == end, option)
      try require(resolution.beats.count > 0 && resolution.beats.upperBound <= 1024, option)
      try require(1...1024 ~= resolution.positionsPerBeat, option)
      end = resolution.beats.upperBound
      count += resolution.beats.count * resolution.positionsPerBeat
    }
    try require(end > 0 && count <= GridNote.durationCount, option)
  }

  private func checkChords() throws(TokenizerConfigurationError) {
    let names = chords.map(\.name)
    try require(Set(names).count == names.count && !names.contains(""), "chord_maps")
    try require(names.allSatisfy { !$0.contains("_") }, "chord_maps")
    if let unknownChordSizes {
      try require(0...127 ~= unknownChordSizes.lowerBound, "chord_unknown")
      try require(unknownChordSizes.upperBound <= 128, "chord_unknown")
    }
    try require(Set(chordNames).count == chordNames.count, "chord_unknown")
  }

  private func checkPrograms() throws(TokenizerConfigurationError) {
    try require(Set(programs).count == programs.count && !programs.isEmpty, "programs")
    try require(programs.allSatisfy { -1...127 ~= $0 }, "programs")
  }

  private func checkTimeSignatures() throws(TokenizerConfigurationError) {
    let option = "time_signature_range"
    var seen: Set<[Int]> = []
    for (numerator, denominator) in timeSignatures {
      try require(1...255 ~= numerator && 1...128 ~= denominator, option)
      try require(denominator & (denominator - 1) == 0, option)
      try require(seen.insert([numerator, denominator]).inserted, option)
    }
    // What begins without a time signature begins with this one.
    try require(seen.contains([4, 4]), option)
  }

  private func check(_ range: ClosedRange<Int>, _ option: String)
    throws(TokenizerConfigurationError)
  {
    try require(range.lowerBound >= 0 && range.upperBound <= 127 && range.count > 1, option)
  }

  private func require(_ condition: Bool, _ option: String) throws(TokenizerConfigurationError) {
    if !condition { throw .invalid(option: option) }
  }
}
