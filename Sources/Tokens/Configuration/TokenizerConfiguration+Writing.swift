// A configuration written as MidiTok writes it.

import JSON

extension TokenizerConfiguration {
  /// The file from which MidiTok's tokenizers make one with the same ids.
  public var tokenizerJSON: String { json.text() + "\n" }

  private var json: JSON {
    func pair(_ range: ClosedRange<Int>) -> JSON {
      .array([.integer(range.lowerBound), .integer(range.upperBound)])
    }
    func object(_ members: KeyValuePairs<String, JSON>) -> JSON {
      .object(members.map { JSON.Member(name: $0, value: $1) })
    }
    func table(_ resolutions: [BeatResolution]) -> JSON {
      .object(
        resolutions.map {
          JSON.Member(
            name: "\($0.beats.lowerBound)_\($0.beats.upperBound)",
            value: .integer($0.positionsPerBeat))
        })
    }
    let chordMaps = chords.map {
      JSON.Member(name: $0.name, value: .array($0.intervals.map { JSON.integer($0) }))
    }
    let unknown = unknownChordSizes.map {
      JSON.array([.integer($0.lowerBound), .integer($0.upperBound)])
    }
    let metres = timeSignatureRange.map {
      JSON.Member(
        name: "\($0.denominator)", value: .array($0.numerators.map { JSON.integer($0) }))
    }
    var parameters = [
      JSON.Member(name: "reads_halves_as_quarters", value: .bool(readsHalvesAsQuarters))
    ]
    if followsMidiTokDefects {
      parameters.append(JSON.Member(name: "follows_miditok_defects", value: .bool(true)))
    }
    if tokenization == .octuple {
      parameters.append(JSON.Member(name: "max_bar_embedding", value: .integer(barLimit)))
    }
    let config = object([
      "pitch_range": pair(pitchRange),
      "beat_res": table(beatResolutions),
      "num_velocities": .integer(velocityCount),
      "remove_duplicated_notes": .bool(removesDuplicatedNotes),
      "special_tokens": .array(specialTokens.map { .string($0) }),
      "use_velocities": .bool(useVelocities),
      "use_tempos": .bool(useTempos),
      "use_time_signatures": .bool(useTimeSignatures),
      "use_sustain_pedals": .bool(useSustainPedals),
      "use_rests": .bool(useRests),
      "beat_res_rest": table(restResolutions),
      "use_chords": .bool(useChords),
      "chord_maps": .object(chordMaps),
      "chord_tokens_with_root_note": .bool(namesChordRoots),
      "chord_unknown": unknown ?? .null,
      "use_programs": .bool(usePrograms),
      "programs": .array(programs.map { .integer($0) }),
      "one_token_stream_for_programs": .bool(sharesOneStream),
      "program_changes": .bool(sendsProgramChanges),
      "use_pitchdrum_tokens": .bool(drumPitchRange != nil),
      "drums_pitch_range": pair(drumPitchRange ?? 27...88),
      "num_tempos": .integer(tempoCount),
      "tempo_range": pair(tempoRange),
      "log_tempos": .bool(logTempos),
      "delete_equal_successive_tempo_changes": .bool(deletesEqualSuccessiveTempos),
      "time_signature_range": .object(metres),
      "additional_params": .object(parameters),
    ])
    return object(["config": config, "tokenization": .string(tokenization.rawValue)])
  }
}
