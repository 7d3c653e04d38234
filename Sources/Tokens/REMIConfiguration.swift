// What a REMI vocabulary can say.

/// What a REMI vocabulary can say: the part of MidiTok's `TokenizerConfig` that one piano needs.
public struct REMIConfiguration: Hashable, Sendable {
  /// How finely time is divided within a span of beats.
  public struct BeatResolution: Hashable, Sendable {
    public var beats: Range<Int>
    public var positionsPerBeat: Int

    public init(beats: Range<Int>, positionsPerBeat: Int) {
      self.beats = beats
      self.positionsPerBeat = positionsPerBeat
    }
  }

  /// The time signatures over one denominator.
  public struct TimeSignatures: Hashable, Sendable {
    public var denominator: Int
    public var numerators: [Int]

    public init(denominator: Int, numerators: [Int]) {
      self.denominator = denominator
      self.numerators = numerators
    }
  }

  /// The keys that have a token; notes on other keys are left out.
  public var pitchRange = 21...109
  /// Durations by their length in beats, shortest first; onsets use the finest of the resolutions.
  public var beatResolutions = [
    BeatResolution(beats: 0..<4, positionsPerBeat: 8),
    BeatResolution(beats: 4..<12, positionsPerBeat: 4),
  ]
  /// By their names in the vocabulary, first of all tokens.
  public var specialTokens = ["PAD_None", "BOS_None", "EOS_None", "MASK_None"]
  public var useVelocities = true
  public var velocityCount = 32
  public var useTempos = false
  public var tempoCount = 32
  /// In quarters per minute.
  public var tempoRange = 40...250
  /// Whether tempos stand in equal ratios instead of equal steps.
  public var logTempos = false
  public var deletesEqualSuccessiveTempos = false
  public var useTimeSignatures = true
  /// In the order of their tokens. A metre that is not here is read as if it were not written.
  public var timeSignatureRange = [
    TimeSignatures(denominator: 8, numerators: [3, 12, 6]),
    TimeSignatures(denominator: 4, numerators: [5, 6, 3, 2, 1, 4]),
  ]
  public var useSustainPedals = false
  /// The keys of drums that have a token of their own, which nothing here ever writes.
  public var drumPitchRange: ClosedRange<Int>? = 27...88
  /// Of notes with one pitch and one onset only the shortest stays, and the notes of one onset
  /// stand in the order of their pitches; otherwise in the order of their durations.
  public var removesDuplicatedNotes = false
  /// 2/2 is read as 4/4, 3/2 as 6/4, and so on. A position is a fraction of the denominator's note
  /// value, so that halves would have half the resolution of quarters. MidiTok knows no such option.
  public var readsHalvesAsQuarters = false

  /// MidiTok's defaults.
  public init() {}

  /// MidiTok's defaults with tempos and the sustain pedal.
  public static let miditok: REMIConfiguration = {
    var configuration = REMIConfiguration()
    configuration.useTempos = true
    configuration.useSustainPedals = true
    return configuration
  }()

  /// What the models of this project read and write: scores, not performances.
  public static let continuo: REMIConfiguration = {
    var configuration = REMIConfiguration()
    configuration.pitchRange = 21...108
    configuration.beatResolutions = [
      BeatResolution(beats: 0..<4, positionsPerBeat: 12),
      BeatResolution(beats: 4..<12, positionsPerBeat: 4),
    ]
    configuration.useVelocities = false
    configuration.timeSignatureRange = [4, 8, 16].map {
      TimeSignatures(denominator: $0, numerators: Array(1...24))
    }
    configuration.useSustainPedals = true
    configuration.drumPitchRange = nil
    configuration.removesDuplicatedNotes = true
    configuration.readsHalvesAsQuarters = true
    return configuration
  }()

  /// How many onsets a beat has room for.
  public var positionsPerBeat: Int { beatResolutions.map(\.positionsPerBeat).max() ?? 1 }
}
