// Whether the values of a configuration make sense together.

extension REMIConfiguration {
  /// Throws when no vocabulary can be made of the values.
  func check() throws(REMIConfigurationError) {
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
    try checkBeatResolutions()
    if useTimeSignatures { try checkTimeSignatures() }
    try require(Layout(self).count <= 65536, "beat_res")
  }

  private func checkBeatResolutions() throws(REMIConfigurationError) {
    var end = 0
    for resolution in beatResolutions {
      try require(resolution.beats.lowerBound == end, "beat_res")
      try require(resolution.beats.count > 0 && resolution.beats.upperBound <= 1024, "beat_res")
      try require(1...1024 ~= resolution.positionsPerBeat, "beat_res")
      end = resolution.beats.upperBound
    }
    try require(end > 0 && durations.count <= GridNote.durationCount, "beat_res")
  }

  private func checkTimeSignatures() throws(REMIConfigurationError) {
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

  private func check(_ range: ClosedRange<Int>, _ option: String) throws(REMIConfigurationError) {
    try require(range.lowerBound >= 0 && range.upperBound <= 127 && range.count > 1, option)
  }

  private func require(_ condition: Bool, _ option: String) throws(REMIConfigurationError) {
    if !condition { throw .invalid(option: option) }
  }
}
