// What a vocabulary can say.

/// What a vocabulary can say: the part of MidiTok's `TokenizerConfig` that pianos need.
public struct TokenizerConfiguration: Hashable, Sendable {
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

  /// Notes that make a chord, in semitones above its lowest.
  public struct Chord: Hashable, Sendable {
    public var name: String
    public var intervals: [Int]

    public init(_ name: String, _ intervals: [Int]) {
      self.name = name
      self.intervals = intervals
    }
  }

  /// How events become tokens; by MidiTok's names, as far as it has one.
  public enum Tokenization: String, Hashable, Sendable {
    case remi = "REMI"
    case compoundWord = "CPWord"
    case octuple = "Octuple"
    /// Not of MidiTok: `Cells`.
    case cells = "Cells"
  }

  public var tokenization = Tokenization.remi
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
  /// Whether silence is said with tokens of its own instead of bars and positions.
  public var useRests = false
  /// Rests by their length in beats, shortest first.
  public var restResolutions = [
    BeatResolution(beats: 0..<1, positionsPerBeat: 8),
    BeatResolution(beats: 1..<2, positionsPerBeat: 4),
    BeatResolution(beats: 2..<12, positionsPerBeat: 2),
  ]
  /// Whether chords are named before their notes.
  public var useChords = false
  /// In the order of their tokens.
  public var chords = Chord.usual
  /// Whether a chord's name says its lowest note.
  public var namesChordRoots = false
  /// The numbers of notes with which a chord that is none of `chords` has a token; nil for none.
  public var unknownChordSizes: Range<Int>?
  /// Whether tokens say which instrument plays.
  public var usePrograms = false
  /// General MIDI programs, -1 the drums; other tracks are left out. Their tokens stand in the
  /// order in which a set of Python holds them.
  public var programs = Array(0...127) + [-1]
  /// Whether all instruments share one sequence; matters only with `usePrograms`.
  public var sharesOneStream = true
  /// Whether the program stands only where it changes; matters only with `usePrograms`.
  public var sendsProgramChanges = false
  /// The keys of drums that have a token of their own; nil where drums use those of the piano.
  public var drumPitchRange: ClosedRange<Int>? = 27...88
  /// How many bars have a token in `Octuple`; matters only there.
  public var barLimit = 60
  /// Of notes with one pitch and one onset only the shortest stays, and the notes of one onset
  /// stand in the order of their pitches; otherwise in the order of their durations.
  public var removesDuplicatedNotes = false
  /// 2/2 is read as 4/4, 3/2 as 6/4, and so on. A position is a fraction of the denominator's note
  /// value, so that halves would have half the resolution of quarters. MidiTok knows no such
  /// option.
  public var readsHalvesAsQuarters = false
  /// Decoding `Octuple` gives what MidiTok gives where MidiTok is wrong; `Documentation/tokens.md`
  /// says where. MidiTok knows no such option.
  public var followsMidiTokDefects = false

  /// MidiTok's defaults.
  public init() {}

  /// MidiTok's defaults with tempos and the sustain pedal.
  public static let miditok: TokenizerConfiguration = {
    var configuration = TokenizerConfiguration()
    configuration.useTempos = true
    configuration.useSustainPedals = true
    return configuration
  }()

  /// REMI for scores, not performances; with velocities it stands inside `cells`.
  public static let continuo: TokenizerConfiguration = {
    var configuration = TokenizerConfiguration()
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

  /// Whether the events of all instruments stand in one sequence.
  public var isOneStream: Bool { usePrograms && sharesOneStream }

  /// How many onsets a beat has room for.
  public var positionsPerBeat: Int { beatResolutions.map(\.positionsPerBeat).max() ?? 1 }
}
