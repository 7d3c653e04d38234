// A chord by its root and its kind.

/// A chord by its root and its kind, without regard to octaves and inversion.
public struct Chord: Hashable, Sendable {
  /// The chords that have a name here, each by its steps above the root in semitones.
  public enum Quality: String, CaseIterable, Hashable, Sendable {
    case major = ""
    case minor = "m"
    case diminished = "dim"
    case augmented = "aug"
    case dominantSeventh = "7"
    case majorSeventh = "maj7"
    case minorSeventh = "m7"
    case halfDiminished = "m7b5"
    case diminishedSeventh = "dim7"
    case suspendedFourth = "sus4"

    public var steps: [Int] {
      switch self {
      case .major: [0, 4, 7]
      case .minor: [0, 3, 7]
      case .diminished: [0, 3, 6]
      case .augmented: [0, 4, 8]
      case .dominantSeventh: [0, 4, 7, 10]
      case .majorSeventh: [0, 4, 7, 11]
      case .minorSeventh: [0, 3, 7, 10]
      case .halfDiminished: [0, 3, 6, 10]
      case .diminishedSeventh: [0, 3, 6, 9]
      case .suspendedFourth: [0, 5, 7]
      }
    }
  }

  /// 0...11, C being 0.
  public var root: Int
  public var quality: Quality

  public init(root: Int, quality: Quality) {
    precondition(0...11 ~= root, "the pitch class \(root)")
    self.root = root
    self.quality = quality
  }
}

extension Chord: CustomStringConvertible {
  /// The pitch classes as the roots of chords and the tonics of major keys are mostly written.
  static let rootNames = ["C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"]

  public var description: String { Chord.rootNames[root] + quality.rawValue }
}

extension Chord {
  /// A chord by its name: "Am", "F#m7", "Bbmaj7", "Csus4", "B7", "Edim".
  public init?(named name: String) {
    var rest = name[...]
    guard let root = NoteName(takenFrom: &rest) else { return nil }
    let quality = Chord.otherNames[String(rest)] ?? Quality(rawValue: String(rest))
    guard let quality else { return nil }
    self.init(root: root.pitchClass, quality: quality)
  }

  private static let otherNames: [String: Quality] = [
    "maj": .major, "M": .major, "min": .minor, "mi": .minor, "\u{B0}": .diminished,
    "+": .augmented, "M7": .majorSeventh, "min7": .minorSeventh, "\u{F8}": .halfDiminished,
    "\u{F8}7": .halfDiminished, "\u{B0}7": .diminishedSeventh, "sus": .suspendedFourth,
  ]

  /// 0...11, C being 0.
  public var pitchClasses: Set<Int> { Set(quality.steps.map { (root + $0) % 12 }) }
}
