// Where a hand is and what it holds.

/// Where a hand is, in semitones and ticks.
struct HandPosition {
  /// The number of the chord struck last; nil before the first.
  var chord: Int?
  var onset = 0
  var low: Float = 0
  var high: Float = 0
  /// The end of its longest note.
  var end = Int.min
  /// The one earlier note that lasts longest.
  var heldPitch: Float = 0
  var heldEnd = Int.min
  /// Of all chords so far, the latest counting most.
  var average: Float = 0
  /// The keys struck in this group of eight chords, and in the one before.
  private var recent = KeySet()
  private var older = KeySet()

  var middle: Float { (low + high) / 2 }
  var hasPlayed: Bool { chord != nil }

  func struckLately(_ pitch: Pitch) -> Bool { recent.contains(pitch) || older.contains(pitch) }

  /// The position after a chord was struck.
  ///
  /// - Parameter notes: From low to high, at least one.
  func striking(_ notes: ArraySlice<Note>, at onset: Int, number: Int) -> HandPosition {
    var next = self
    next.chord = number
    next.onset = onset
    next.low = Float(notes[notes.startIndex].pitch.number)
    next.high = Float(notes[notes.endIndex - 1].pitch.number)
    if end > heldEnd { (next.heldPitch, next.heldEnd) = (middle, end) }
    next.end = .min
    var struck = KeySet()
    for note in notes {
      next.end = max(next.end, note.end.value)
      struck.insert(note.pitch)
    }
    next.average = hasPlayed ? average + (next.middle - average) / 4 : next.middle
    let groups = chord.map { number / 8 - $0 / 8 } ?? 2
    if groups > 0 { (next.older, next.recent) = (groups == 1 ? recent : KeySet(), KeySet()) }
    next.recent.formUnion(struck)
    return next
  }
}

/// Some of the 128 keys.
private struct KeySet {
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  mutating func insert(_ pitch: Pitch) {
    if pitch.number < 64 { low |= 1 << pitch.number } else { high |= 1 << (pitch.number - 64) }
  }

  mutating func formUnion(_ other: KeySet) {
    low |= other.low
    high |= other.high
  }

  func contains(_ pitch: Pitch) -> Bool {
    pitch.number < 64 ? low >> pitch.number & 1 == 1 : high >> (pitch.number - 64) & 1 == 1
  }
}
