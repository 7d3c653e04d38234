// Runs of notes that can be found again, whatever their key.

import Music

/// Runs of notes that can be found again, whatever their key and place.
public enum Phrases {
  /// Each run of `length` notes of a voice, as a number that hardly any other run has: what counts
  /// are the intervals and the times between their onsets. A voice has `length` - 1 runs fewer than notes.
  ///
  /// - Parameter notes: In the order of `Note.<`.
  public static func of(_ notes: [Note], length: Int, ticksPerQuarter: Int) -> [UInt64] {
    precondition(length > 1, "runs of \(length) notes")
    let perQuarter = Passage.positionsPerQuarter
    func position(_ note: Note) -> Int {
      (2 * note.onset.value * perQuarter + ticksPerQuarter) / (2 * ticksPerQuarter)
    }
    let steps = zip(notes, notes.dropFirst()).map { first, second in
      UInt64(128 + Int(second.pitch.number) - Int(first.pitch.number)) << 32
        | UInt64(position(second) - position(first))
    }
    guard steps.count >= length - 1 else { return [] }
    return (0...steps.count - length + 1).map { start in
      steps[start..<start + length - 1].reduce(0) { mixed($0 ^ mixed($1)) }
    }
  }
}

extension Passage {
  /// The share of its runs of so many notes that it has had before, transposed or not.
  public func repetition(length: Int = 4) -> Double? {
    let runs = Phrases.of(notes, length: length, ticksPerQuarter: ticksPerQuarter)
    guard !runs.isEmpty else { return nil }
    return Double(runs.count - Set(runs).count) / Double(runs.count)
  }
}

/// A bijection whose result depends in every bit on every bit of `x` (SplitMix64's).
private func mixed(_ x: UInt64) -> UInt64 {
  var z = x &+ 0x9E37_79B9_7F4A_7C15
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}
