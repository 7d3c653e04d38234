// A configuration as MidiTok saves it in tokenizer.json.

import JSON

extension TokenizerConfiguration {
  /// Reads what MidiTok's `tokenizer.save` wrote, or what `tokenizerJSON` gave.
  public init(tokenizerJSON bytes: some Sequence<UInt8>) throws(TokenizerConfigurationError) {
    let document: JSON
    do { document = try JSON(Array(bytes)) } catch { throw .notJSON(offset: error.offset) }
    for name in ["_model", "_vocab_base", "_vocab_base_byte_to_token"] {
      if document[name] ?? .null != .null { throw .unsupported(option: name) }
    }
    try self.init(document)
  }

  /// The configuration in a document, whatever has been trained on top of it.
  package init(_ document: JSON) throws(TokenizerConfigurationError) {
    guard let config = document["config"], config.members != nil else {
      throw .invalid(option: "config")
    }
    self.init()
    if let name = document["tokenization"]?.string {
      guard let known = Tokenization(rawValue: name) else {
        throw .unsupported(option: "tokenization")
      }
      tokenization = known
    }
    try refuseUnsupported(config)
    try readPitches(config)
    try readChords(config)
    try readPrograms(config)
    try readTempos(config)
    try readTime(config)
    try check()
  }

  private func refuseUnsupported(_ config: JSON) throws(TokenizerConfigurationError) {
    let off = [
      "use_key_signatures", "use_pitch_bends", "use_control_changes", "use_pitch_intervals",
      "sustain_pedal_duration",
    ]
    for member in config.members ?? [] {
      if off.contains(member.name) || member.name.hasPrefix("ac_"), member.value == .bool(true) {
        throw .unsupported(option: member.name)
      }
    }
    if let programs = config["use_note_duration_programs"]?.array,
      !Set(-1...127).isSubset(of: programs.compactMap(\.int))
    {
      throw .unsupported(option: "use_note_duration_programs")
    }
    let more = config["additional_params"]
    for name in ["max_bar_embedding", "use_bar_end_tokens", "add_trailing_bars"] {
      if name == "max_bar_embedding" && tokenization == .octuple { continue }
      let value = more?[name] ?? .null
      if value != .null && value != .bool(false) { throw .unsupported(option: name) }
    }
  }

  private mutating func readPitches(_ config: JSON) throws(TokenizerConfigurationError) {
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
}
