// A configuration as MidiTok saves it in tokenizer.json.

extension REMIConfiguration {
  /// Reads what MidiTok's `tokenizer.save` wrote, or what `tokenizerJSON` gave.
  public init(tokenizerJSON bytes: some Sequence<UInt8>) throws(REMIConfigurationError) {
    let document: JSON
    do { document = try JSON(Array(bytes)) } catch { throw .notJSON(offset: error.offset) }
    try self.init(document, isOrdered: true)
  }

  /// The file from which MidiTok's `REMI(params:)` makes a tokenizer with the same ids.
  public var tokenizerJSON: String { json.text() + "\n" }

  init(_ document: JSON, isOrdered: Bool) throws(REMIConfigurationError) {
    for name in ["_model", "_vocab_base", "_vocab_base_byte_to_token"] {
      if document[name] ?? .null != .null { throw .unsupported(option: name) }
    }
    if let name = document["tokenization"]?.string, name != "REMI" {
      throw .unsupported(option: "tokenization")
    }
    guard let config = document["config"], config.members != nil else {
      throw .invalid(option: "config")
    }
    try REMIConfiguration.refuseUnsupported(config)
    self.init()
    try readPitches(config)
    try readTempos(config)
    try readTime(config, isOrdered: isOrdered)
    try check()
  }

  private static func refuseUnsupported(_ config: JSON) throws(REMIConfigurationError) {
    let off = [
      "use_chords", "use_rests", "use_key_signatures", "use_pitch_bends", "use_control_changes",
      "use_programs", "use_pitch_intervals", "sustain_pedal_duration",
    ]
    for member in config.members ?? [] {
      if off.contains(member.name) || member.name.hasPrefix("ac_"), member.value == .bool(true) {
        throw .unsupported(option: member.name)
      }
    }
    // The piano, program 0, has durations.
    if let programs = config["use_note_duration_programs"]?.array, !programs.contains(.integer(0)) {
      throw .unsupported(option: "use_note_duration_programs")
    }
    let more = config["additional_params"]
    for name in ["max_bar_embedding", "use_bar_end_tokens", "add_trailing_bars"] {
      let value = more?[name] ?? .null
      if value != .null && value != .bool(false) { throw .unsupported(option: name) }
    }
  }

  private mutating func readPitches(_ config: JSON) throws(REMIConfigurationError) {
    pitchRange = try config.range("pitch_range") ?? pitchRange
    let drums = try config.range("drums_pitch_range") ?? 27...88
    drumPitchRange = try config.flag("use_pitchdrum_tokens") ?? true ? drums : nil
    useVelocities = try config.flag("use_velocities") ?? useVelocities
    velocityCount = try config.count("num_velocities") ?? velocityCount
    useSustainPedals = try config.flag("use_sustain_pedals") ?? useSustainPedals
    removesDuplicatedNotes = try config.flag("remove_duplicated_notes") ?? removesDuplicatedNotes
    guard let names = config["special_tokens"] else { return }
    guard let names = names.array?.map(\.string), !names.contains(nil) else {
      throw .invalid(option: "special_tokens")
    }
    specialTokens = names.compactMap(\.self).map { $0.contains("_") ? $0 : $0 + "_None" }
  }

  private mutating func readTempos(_ config: JSON) throws(REMIConfigurationError) {
    useTempos = try config.flag("use_tempos") ?? useTempos
    tempoCount = try config.count("num_tempos") ?? tempoCount
    tempoRange = try config.range("tempo_range") ?? tempoRange
    logTempos = try config.flag("log_tempos") ?? logTempos
    deletesEqualSuccessiveTempos =
      try config.flag("delete_equal_successive_tempo_changes") ?? deletesEqualSuccessiveTempos
  }

  private mutating func readTime(
    _ config: JSON, isOrdered: Bool
  ) throws(REMIConfigurationError) {
    if let table = config["beat_res"] {
      beatResolutions = try REMIConfiguration.beatResolutions(table)
      if !isOrdered { beatResolutions.sort { $0.beats.lowerBound < $1.beats.lowerBound } }
    }
    useTimeSignatures = try config.flag("use_time_signatures") ?? useTimeSignatures
    readsHalvesAsQuarters =
      try config["additional_params"]?.flag("reads_halves_as_quarters") ?? readsHalvesAsQuarters
    guard let table = config["time_signature_range"] else { return }
    let ranges = try REMIConfiguration.timeSignatures(table)
    if isOrdered || ranges.count < 2 {
      timeSignatureRange = ranges
      return
    }
    let written = config["additional_params"]?["time_signature_order"]?.array?.map(\.int)
    let order: [Int?] = written ?? timeSignatureRange.map { $0.denominator }
    let sorted = order.compactMap { place in ranges.first { $0.denominator == place } }
    guard sorted.count == ranges.count, written != nil || sorted == timeSignatureRange else {
      throw .unordered(option: "time_signature_range")
    }
    timeSignatureRange = sorted
  }

  private static func beatResolutions(
    _ table: JSON
  ) throws(REMIConfigurationError) -> [BeatResolution] {
    var resolutions: [BeatResolution] = []
    for member in table.members ?? [] {
      let bounds = member.name.split(separator: "_").map { Int($0) }
      guard bounds.count == 2, let low = bounds[0], let high = bounds[1], low < high,
        let positions = member.value.int
      else { throw .invalid(option: "beat_res") }
      resolutions.append(BeatResolution(beats: low..<high, positionsPerBeat: positions))
    }
    return resolutions
  }

  private static func timeSignatures(
    _ table: JSON
  ) throws(REMIConfigurationError) -> [TimeSignatures] {
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

extension JSON {
  fileprivate func flag(_ name: String) throws(REMIConfigurationError) -> Bool? {
    guard let value = self[name] else { return nil }
    guard let flag = value.bool else { throw .invalid(option: name) }
    return flag
  }

  fileprivate func count(_ name: String) throws(REMIConfigurationError) -> Int? {
    guard let value = self[name] else { return nil }
    guard let count = value.int else { throw .invalid(option: name) }
    return count
  }

  fileprivate func range(_ name: String) throws(REMIConfigurationError) -> ClosedRange<Int>? {
    guard let value = self[name] else { return nil }
    guard let bounds = value.array?.map(\.int), bounds.count == 2, let low = bounds[0],
      let high = bounds[1], low <= high
    else { throw .invalid(option: name) }
    return low...high
  }
}
