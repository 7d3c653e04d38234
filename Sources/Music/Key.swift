// Keys and key signatures.

/// A key: a tonic and whether it is minor.
public struct Key: Hashable, Sendable {
  /// 0...11, C being 0.
  public var tonic: Int
  public var isMinor: Bool

  public init(tonic: Int, isMinor: Bool) {
    precondition(0...11 ~= tonic, "the pitch class \(tonic)")
    self.tonic = tonic
    self.isMinor = isMinor
  }
}

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

/// The key signature from one tick on.
public struct KeySignature: Hashable, Sendable {
  public var onset: Tick
  /// Sharps if positive, flats if negative, -7...7.
  public var sharps: Int
  public var isMinor: Bool

  public init(onset: Tick, sharps: Int, isMinor: Bool) {
    precondition(onset >= .zero && -7...7 ~= sharps)
    self.onset = onset
    self.sharps = sharps
    self.isMinor = isMinor
  }
}
