// The notes that begin together, and what is around them.

/// Notes that begin together, and what is around them.
struct HandChord {
  /// From low to high.
  var notes: ArraySlice<Note>
  /// Indices of the notes in the music, in the same order.
  var indices: ArraySlice<Int>
  var onset: Int
  /// Between the high and the low of the music a bar around, and of the whole, in MIDI key numbers.
  var middle: Float = 0
  var wholeMiddle: Float = 0
}

extension HandChord {
  /// The chords of some music in the order of time; what begins within a thirty-second of a quarter
  /// of a chord's first note belongs to it.
  ///
  /// - Parameter notes: In any order.
  static func chords(of notes: [Note], ticksPerQuarter: Int) -> [HandChord] {
    let order = notes.indices.sorted { (notes[$0], $0) < (notes[$1], $1) }
    let runs = order.runs(within: ticksPerQuarter / 32) { notes[$0].onset.value }
    var chords = runs.map { run in
      let indices = order[run].sorted {
        (notes[$0].pitch, notes[$0], $0) < (notes[$1].pitch, notes[$1], $1)
      }
      return HandChord(
        notes: indices.map { notes[$0] }[...], indices: indices[...],
        onset: notes[order[run.lowerBound]].onset.value)
    }
    findMiddles(&chords, \.middle, reach: 4 * ticksPerQuarter)
    findMiddles(&chords, \.wholeMiddle, reach: .max / 4)
    return chords
  }

  /// - Parameter reach: How far around a chord music counts, in ticks each way.
  private static func findMiddles(
    _ chords: inout [HandChord], _ middle: WritableKeyPath<HandChord, Float>, reach: Int
  ) {
    var sums: [Double] = [0]
    for chord in chords {
      let notes = chord.notes
      let both = Int(notes[0].pitch.number) + Int(notes[notes.endIndex - 1].pitch.number)
      sums.append(sums[sums.count - 1] + Double(both) / 2)
    }
    var (first, last) = (0, 0)
    for place in chords.indices {
      while chords[first].onset < chords[place].onset - reach { first += 1 }
      while last < chords.count, chords[last].onset <= chords[place].onset + reach { last += 1 }
      chords[place][keyPath: middle] = Float((sums[last] - sums[first]) / Double(last - first))
    }
  }
}
