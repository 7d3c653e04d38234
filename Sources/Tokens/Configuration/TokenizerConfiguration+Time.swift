// The times that a configuration divides, as MidiTok saves them.

import JSON

extension TokenizerConfiguration {
  mutating func readTempos(_ config: JSON) throws(TokenizerConfigurationError) {
    useTempos = try config.flag("use_tempos") ?? useTempos
    tempoCount = try config.count("num_tempos") ?? tempoCount
    tempoRange = try config.range("tempo_range") ?? tempoRange
    logTempos = try config.flag("log_tempos") ?? logTempos
    deletesEqualSuccessiveTempos =
      try config.flag("delete_equal_successive_tempo_changes") ?? deletesEqualSuccessiveTempos
  }

  mutating func readTime(_ config: JSON) throws(TokenizerConfigurationError) {
    if let table = config["beat_res"] {
      beatResolutions = try TokenizerConfiguration.resolutions(table, "beat_res")
    }
    useRests = try config.flag("use_rests") ?? useRests
    if let table = config["beat_res_rest"] {
      restResolutions = try TokenizerConfiguration.resolutions(table, "beat_res_rest")
    }
    useTimeSignatures = try config.flag("use_time_signatures") ?? useTimeSignatures
    readsHalvesAsQuarters =
      try config["additional_params"]?.flag("reads_halves_as_quarters") ?? readsHalvesAsQuarters
    followsMidiTokDefects =
      try config["additional_params"]?.flag("follows_miditok_defects") ?? followsMidiTokDefects
    if tokenization == .octuple {
      barLimit = try config["additional_params"]?.count("max_bar_embedding") ?? barLimit
    }
    guard let table = config["time_signature_range"] else { return }
    timeSignatureRange = try TokenizerConfiguration.timeSignatures(table)
  }

  private static func resolutions(
    _ table: JSON, _ option: String
  ) throws(TokenizerConfigurationError) -> [BeatResolution] {
    var resolutions: [BeatResolution] = []
    for member in table.members ?? [] {
      let bounds = member.name.split(separator: "_").map { Int($0) }
      guard bounds.count == 2, let low = bounds[0], let high = bounds[1], low < high,
        let positions = member.value.int
      else { throw .invalid(option: option) }
      resolutions.append(BeatResolution(beats: low..<high, positionsPerBeat: positions))
    }
    return resolutions
  }

  private static func timeSignatures(
    _ table: JSON
  ) throws(TokenizerConfigurationError) -> [TimeSignatures] {
    var ranges: [TimeSignatures] = []
    for member in table.members ?? [] {
      guard let denominator = Int(member.name), let numerators = member.value.array?.map(\.int),
        !numerators.contains(nil)
      else { throw .invalid(option: "time_signature_range") }
      ranges.append(
        TimeSignatures(denominator: denominator, numerators: numerators.compactMap(\.self)))
    }
    return ranges
  }
}
