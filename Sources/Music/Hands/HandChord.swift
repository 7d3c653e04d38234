// The notes that begin together, and what is around them.

/// Notes that begin together, and what is around them.
struct HandChord {
  /// From low to high.
  var notes: ArraySlice<Note>
  /// Places of the notes in the music, in the same order.
  var places: ArraySlice<Int>
  var onset: Int
  /// Between the high and the low of the music a quarter around, a bar around, and of the whole, in
  /// MIDI key numbers.
  var nearMiddle: Float = 0
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
    var chords: [HandChord] = []
    var start = 0
    while start < order.count {
      let onset = notes[order[start]].onset.value
      var end = start + 1
      while end < order.count, notes[order[end]].onset.value - onset <= ticksPerQuarter / 32 {
        end += 1
      }
      let places = order[start..<end].sorted {
        (notes[$0].pitch, notes[$0], $0) < (notes[$1].pitch, notes[$1], $1)
      }
      chords.append(
        HandChord(
          notes: places.map { notes[$0] }[...], places: places[...], onset: onset))
      start = end
    }
    findMiddles(&chords, \.nearMiddle, reach: ticksPerQuarter)
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
