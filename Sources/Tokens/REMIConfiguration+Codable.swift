// A configuration inside other files, in the form of MidiTok's tokenizer.json.

/// In the form of MidiTok's tokenizer.json. Foundation's decoder loses the order of an object's
/// members, which decides the ids of time signatures; it is written once more as an array, and a
/// file of MidiTok's own with other time signatures than its defaults is refused with the advice
/// to use `init(tokenizerJSON:)`.
extension REMIConfiguration: Codable {
  public init(from decoder: any Decoder) throws {
    do {
      try self.init(try JSON(from: decoder), isOrdered: false)
    } catch let error as REMIConfigurationError {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath, debugDescription: error.description,
          underlyingError: error))
    }
  }

  public func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }

  var json: JSON {
    func pair(_ range: ClosedRange<Int>) -> JSON {
      .array([.integer(range.lowerBound), .integer(range.upperBound)])
    }
    func object(_ members: KeyValuePairs<String, JSON>) -> JSON {
      .object(members.map { JSON.Member(name: $0, value: $1) })
    }
    let resolutions = beatResolutions.map {
      JSON.Member(
        name: "\($0.beats.lowerBound)_\($0.beats.upperBound)", value: .integer($0.positionsPerBeat))
    }
    let metres = timeSignatureRange.map {
      JSON.Member(
        name: "\($0.denominator)", value: .array($0.numerators.map { JSON.integer($0) }))
    }
    let order = timeSignatureRange.map { JSON.integer($0.denominator) }
    let config = object([
      "pitch_range": pair(pitchRange),
      "beat_res": .object(resolutions),
      "num_velocities": .integer(velocityCount),
      "remove_duplicated_notes": .bool(removesDuplicatedNotes),
      "special_tokens": .array(specialTokens.map { .string($0) }),
      "use_velocities": .bool(useVelocities),
      "use_tempos": .bool(useTempos),
      "use_time_signatures": .bool(useTimeSignatures),
      "use_sustain_pedals": .bool(useSustainPedals),
      "use_pitchdrum_tokens": .bool(drumPitchRange != nil),
      "drums_pitch_range": pair(drumPitchRange ?? 27...88),
      "num_tempos": .integer(tempoCount),
      "tempo_range": pair(tempoRange),
      "log_tempos": .bool(logTempos),
      "delete_equal_successive_tempo_changes": .bool(deletesEqualSuccessiveTempos),
      "time_signature_range": .object(metres),
      "additional_params": object([
        "reads_halves_as_quarters": .bool(readsHalvesAsQuarters),
        "time_signature_order": .array(order),
      ]),
    ])
    return object(["config": config, "tokenization": .string("REMI")])
  }
}

extension JSON: Codable {
  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    if let object = try? decoder.container(keyedBy: Name.self) {
      self = .object(
        try object.allKeys.map {
          Member(name: $0.stringValue, value: try object.decode(JSON.self, forKey: $0))
        })
    } else if var array = try? decoder.unkeyedContainer() {
      var elements: [JSON] = []
      while !array.isAtEnd { elements.append(try array.decode(JSON.self)) }
      self = .array(elements)
    } else {
      let value = try decoder.singleValueContainer()
      if value.decodeNil() {
        self = .null
      } else if let bool = try? value.decode(Bool.self) {
        self = .bool(bool)
      } else if let integer = try? value.decode(Int.self) {
        self = .integer(integer)
      } else if let number = try? value.decode(Double.self) {
        self = .number(number)
      } else {
        self = .string(try value.decode(String.self))
      }
    }
  }

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .object(let members):
      var object = encoder.container(keyedBy: Name.self)
      for member in members {
        try object.encode(member.value, forKey: Name(stringValue: member.name))
      }
    case .array(let elements):
      var array = encoder.unkeyedContainer()
      for element in elements { try array.encode(element) }
    default:
      var value = encoder.singleValueContainer()
      switch self {
      case .bool(let bool): try value.encode(bool)
      case .integer(let integer): try value.encode(integer)
      case .number(let number): try value.encode(number)
      case .string(let string): try value.encode(string)
      default: try value.encodeNil()
      }
    }
  }
}
