// Configurations that use all that a vocabulary can say.

import Tokens

extension TokenizerConfiguration {
  private static func with(_ change: (inout TokenizerConfiguration) -> Void) -> Self {
    var configuration = TokenizerConfiguration()
    change(&configuration)
    return configuration
  }

  /// Chords, tempos and pedals, as in research on piano music.
  static let research = with {
    $0.useTempos = true
    $0.useChords = true
    $0.useSustainPedals = true
  }

  static let rests = with {
    $0.useRests = true
    $0.useTempos = true
    $0.deletesEqualSuccessiveTempos = true
    $0.velocityCount = 8
  }

  static let rootedChordsAndRests = with {
    $0.useChords = true
    $0.namesChordRoots = true
    $0.unknownChordSizes = 3..<6
    $0.useRests = true
    $0.restResolutions = [
      .init(beats: 0..<2, positionsPerBeat: 6), .init(beats: 2..<4, positionsPerBeat: 1),
    ]
    $0.useSustainPedals = true
    $0.useVelocities = false
    $0.useTempos = true
    $0.logTempos = true
    $0.timeSignatureRange = [4, 8, 16].map { .init(denominator: $0, numerators: Array(1...16)) }
  }

  static let withoutMetres = with {
    $0.useTimeSignatures = false
    $0.useTempos = true
    $0.useChords = true
    $0.useRests = true
    $0.pitchRange = 0...127
    $0.velocityCount = 127
    $0.drumPitchRange = nil
    $0.beatResolutions = [
      .init(beats: 0..<1, positionsPerBeat: 24), .init(beats: 1..<4, positionsPerBeat: 12),
      .init(beats: 4..<16, positionsPerBeat: 2),
    ]
  }

  /// All instruments in one stream.
  static let instruments = with {
    $0.usePrograms = true
    $0.useTempos = true
    $0.useSustainPedals = true
    $0.useChords = true
  }

  static let programChanges = with {
    $0.usePrograms = true
    $0.sendsProgramChanges = true
    $0.programs = [0, 40, -1, 52]
    $0.useRests = true
    $0.useSustainPedals = true
    $0.removesDuplicatedNotes = true
  }

  /// A sequence for each instrument.
  static let separatePrograms = with {
    $0.usePrograms = true
    $0.sharesOneStream = false
    $0.programs = [0, 1, 2]
    $0.useTempos = true
    $0.useChords = true
    $0.useVelocities = false
  }

  static let separateProgramChanges = with {
    $0.usePrograms = true
    $0.sharesOneStream = false
    $0.sendsProgramChanges = true
    $0.useSustainPedals = true
    $0.useRests = true
  }

  /// Those with more than one piano's bars, tempos, pedals and notes.
  static let varied = [
    research, rests, rootedChordsAndRests, withoutMetres, instruments, programChanges,
    separatePrograms, separateProgramChanges,
  ]

  private func saying(_ tokenization: Tokenization) -> Self {
    var configuration = self
    configuration.tokenization = tokenization
    return configuration
  }

  private static let separateDrums = with {
    $0.usePrograms = true
    $0.sharesOneStream = false
    $0.drumPitchRange = nil
    $0.removesDuplicatedNotes = true
  }

  /// Those whose tokens stand in rows.
  static let rows =
    [
      .init(), research, rests, withoutMetres, rootedChordsAndRests.withoutMetreTable, instruments,
      separatePrograms,
    ].map { $0.saying(.compoundWord) }
    + [.init(), research, rests, withoutMetres, manyBars, instruments, separateDrums]
    .map { $0.saying(.octuple) }

  private static let manyBars = with {
    $0.barLimit = 1000
    $0.useVelocities = false
    $0.logTempos = true
    $0.useTempos = true
    $0.timeSignatureRange = [4, 8, 16].map { .init(denominator: $0, numerators: Array(1...16)) }
  }

  /// Rests leave out bars, which carry the changes of metre.
  private var withoutMetreTable: Self {
    var configuration = self
    configuration.useTimeSignatures = false
    return configuration
  }
}
