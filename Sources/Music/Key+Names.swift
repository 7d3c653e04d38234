// The names of keys, as musicians write them.

extension Key {
  /// A key by its name: "E minor", "Em", "Bb major", "F#", "C sharp minor", "cis-moll"; without a
  /// word or an m, major.
  public init?(named name: String) {
    let words = name.split { $0 == " " || $0 == "-" }
    if words.count == 2, let isMinor = ["dur": false, "moll": true][words[1].lowercased()] {
      guard let note = NoteName(german: words[0]) else { return nil }
      self.init(tonic: note.pitchClass, isMinor: isMinor)
      return
    }
    guard var rest = words.first, var note = NoteName(takenFrom: &rest) else { return nil }
    var after = (rest.isEmpty ? [] : [String(rest)]) + words.dropFirst().map(String.init)
    if let alteration = after.first.flatMap({ ["sharp": 1, "flat": -1][$0.lowercased()] }) {
      note.steps += alteration
      after.removeFirst()
    }
    guard after.count <= 1 else { return nil }
    switch after.first ?? "" {
    case "", "M": self.init(tonic: note.pitchClass, isMinor: false)
    case "m": self.init(tonic: note.pitchClass, isMinor: true)
    case let word where ["major", "maj"].contains(word.lowercased()):
      self.init(tonic: note.pitchClass, isMinor: false)
    case let word where ["minor", "min"].contains(word.lowercased()):
      self.init(tonic: note.pitchClass, isMinor: true)
    default: return nil
    }
  }
}

extension Key: CustomStringConvertible {
  private static let minorNames = [
    "C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B",
  ]

  public var description: String {
    isMinor ? Key.minorNames[tonic] + " minor" : Chord.rootNames[tonic] + " major"
  }
}
