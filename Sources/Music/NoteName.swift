// The name of a note without its octave.

/// A note's letter with its sharps and flats, such as "F#" or "Bb".
struct NoteName {
  /// Semitones above the C below; less than 0 for Cb, more than 11 for B#.
  var steps: Int

  /// 0...11, C being 0.
  var pitchClass: Int { (steps % 12 + 12) % 12 }

  /// Takes the name off the beginning of a text, with # and b or the signs of music; nil where
  /// there is none.
  init?(takenFrom text: inout Substring) {
    guard let letter = text.first?.uppercased().first,
      let step = ["C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11][letter]
    else { return nil }
    steps = step
    text.removeFirst()
    while let sign = text.first, let alteration = NoteName.alterations[sign] {
      steps += alteration
      text.removeFirst()
    }
  }

  /// A German name such as "fis", "Es", "B" (B flat) or "H".
  init?(german name: some StringProtocol) {
    let name = name.lowercased()
    let endings: [Substring: Int] = ["": 0, "is": 1, "es": -1, "s": -1]
    guard let letter = name.first, let alteration = endings[name.dropFirst()],
      let step = ["c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 10, "h": 11][letter]
    else { return nil }
    steps = step + alteration
  }

  private static let alterations: [Character: Int] = [
    "#": 1, "\u{266F}": 1, "b": -1, "\u{266D}": -1,
  ]
}
