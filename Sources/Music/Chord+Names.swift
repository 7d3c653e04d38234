// The names of chords, as they stand above a melody.

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
