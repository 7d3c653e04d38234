// The passages of a hand's part, told apart by how they go on, not by where they begin.

import Music

/// The notes of a hand's part in their order, and the passages in it: so many notes in a row.
///
/// A passage is known by the interval from each note to the next and by the time between their onsets,
/// in twelfths of a quarter; so it is the same in another key, another octave, another bar, and
/// however long its notes are held. Repeated notes, scales and broken chords stand in all music and say
/// nothing: half as many steps as notes must differ. Notes of one onset stand in the order of their
/// pitches; a key struck twice at once counts once.
struct Passages {
  /// In twelfths of a quarter.
  private let onsets: [Int]
  private let pitches: [Int]
  /// For each note its place among those that were given.
  let places: [Int]

  init(_ notes: [Note], ticksPerQuarter: Int) {
    let numbers = notes.map { note in
      (
        rounded(12 * note.onset.value, over: ticksPerQuarter), Int(note.pitch.number)
      )
    }
    var places: [Int] = []
    for place in notes.indices.sorted(by: { numbers[$0] < numbers[$1] }) {
      if let last = places.last, numbers[last] == numbers[place] { continue }
      places.append(place)
    }
    self.places = places
    onsets = places.map { numbers[$0].0 }
    pitches = places.map { numbers[$0].1 }
  }

  /// For each passage of so many notes its first and a number that hardly any other has.
  func hashes(length: Int) -> [(first: Int, hash: UInt64)] {
    precondition(length > 1, "a passage of \(length) notes")
    guard places.count >= length else { return [] }
    let steps = places.indices.dropFirst().map { index in
      UInt64((onsets[index] - onsets[index - 1]) << 8 + pitches[index] - pitches[index - 1] + 128)
    }
    return (0...steps.count - (length - 1)).compactMap { start in
      let passage = steps[start..<start + length - 1]
      guard Set(passage).count >= length / 2 else { return nil }
      var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
      for step in passage {
        // A multiplication carries upwards only; the shift brings it down again.
        hash = (hash ^ step) &* 0x9FB2_1C65_1E98_DF25
        hash ^= hash >> 32
      }
      return (start, hash)
    }
  }
}
