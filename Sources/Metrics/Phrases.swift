// Runs of notes that can be found again, whatever their key.

import Music

/// The notes of a voice in their order, and the runs in it: so many notes in a row.
///
/// A run is known by the interval from each note to the next and by the time between their onsets,
/// in twelfths of a quarter; so it is the same in another key, another octave, another bar, and
/// however long its notes are held. Notes of one onset stand in the order of their pitches; a key
/// struck twice at once counts once.
public struct Phrases {
  /// In twelfths of a quarter.
  private let onsets: [Int]
  private let pitches: [Int]
  /// For each note its place among those that were given.
  public let places: [Int]

  public init(_ notes: [Note], ticksPerQuarter: Int) {
    let numbers = notes.map { note in
      (positions(note.onset, ticksPerQuarter), Int(note.pitch.number))
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

  /// A hash of each run of `length` notes, with the index of the run's first note. O(n · length).
  ///
  /// - Parameter differentSteps: How many steps from note to note must differ, at least: repeated
  ///   notes, scales and broken chords stand in all music.
  public func runs(length: Int, differentSteps: Int = 1) -> [(first: Int, hash: UInt64)] {
    precondition(length > 1, "a run of \(length) notes")
    guard places.count >= length else { return [] }
    let steps = places.indices.dropFirst().map { index in
      UInt64((onsets[index] - onsets[index - 1]) << 8 + pitches[index] - pitches[index - 1] + 128)
    }
    return (0...steps.count - (length - 1)).compactMap { start in
      let run = steps[start..<start + length - 1]
      guard differentSteps <= 1 || Set(run).count >= differentSteps else { return nil }
      var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
      for step in run {
        // A multiplication carries upwards only; the shift brings it down again.
        hash = (hash ^ step) &* 0x9FB2_1C65_1E98_DF25
        hash ^= hash >> 32
      }
      return (start, hash)
    }
  }
}

extension Passage {
  /// The share of its runs of so many notes that it has had before, transposed or not.
  public func repetition(length: Int = 4) -> Double? {
    let runs = Phrases(notes, ticksPerQuarter: ticksPerQuarter).runs(length: length)
    guard !runs.isEmpty else { return nil }
    return Double(runs.count - Set(runs.map(\.hash)).count) / Double(runs.count)
  }
}
