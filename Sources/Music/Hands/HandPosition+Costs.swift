// What it is like for one hand to strike some notes, or none.

extension HandPosition {
  /// Adds what it is like for this hand to strike some notes, from low to high, or none.
  func measure(
    _ notes: ArraySlice<Note>, against other: HandPosition, _ chord: HandChord, _ quarter: Float,
    _ terms: inout HandCosts
  ) {
    guard let first = notes.first, let last = notes.last else {
      if end <= chord.onset {
        terms[.rests] += 1
        if chord.notes.count > 1 { terms[.restsAtChord] += 1 }
      }
      return
    }
    let (low, high) = (Float(first.pitch.number), Float(last.pitch.number))
    measureSpan(low, high, chord.onset, &terms)
    if hasPlayed { measureMove((low + high) / 2, chord.onset, quarter, &terms) }
    terms[.chord] += Float(notes.count - 1)
    terms[.overFour] += Float(max(0, notes.count - 4))
    for note in notes {
      if note.duration != first.duration { terms[.uneven] += 1 }
      let (here, there) = (struckLately(note.pitch), other.struckLately(note.pitch))
      if there && !here { terms[.foreign] += 1 }
      if here && !there { terms[.own] += 1 }
      if other.end > chord.onset, there,
        Float(note.pitch.number) == other.low || Float(note.pitch.number) == other.high
      {
        terms[.collision] += 1
      }
    }
  }

  private func measureSpan(_ low: Float, _ high: Float, _ onset: Int, _ terms: inout HandCosts) {
    var (low, high) = (low, high)
    if end > onset { (low, high) = (min(low, self.low), max(high, self.high)) }
    if heldEnd > onset { (low, high) = (min(low, heldPitch), max(high, heldPitch)) }
    let span = min(high - low, 36)
    terms[.span] += span / 12
    terms[.overOctave] += max(0, span - 12) / 12
    terms[.overTenth] += max(0, span - 16) / 12
  }

  private func measureMove(
    _ middle: Float, _ onset: Int, _ quarter: Float, _ terms: inout HandCosts
  ) {
    let move = min(24, abs(middle - self.middle)) / 12
    let isSoon = Float(onset - self.onset) <= quarter
    terms[isSoon ? .quickMove : .slowMove] += move
    terms[.drift] += min(24, abs(middle - average)) / 12
    if end > onset { terms[.overlap] += 1 }
    if abs(Float(end - onset)) <= quarter / 32 { terms[.joins] += 1 }
  }
}
