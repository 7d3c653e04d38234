// One way to divide the music so far between two hands: a hypothesis of the beam search.

/// One way to divide the music so far between two hands.
struct DivisionHypothesis {
  var left = HandPosition()
  var right = HandPosition()
  var cost: Float = 0
  /// The hand that struck the last chord alone.
  var alone: Hand?
  /// Its last cut, an index of the division's; nil before the first chord.
  var cut: Int?

  /// The chord and the cut by which each hand struck last, the left hand's first; -1 before that.
  ///
  /// Two hypotheses that agree here go on alike, and are merged.
  var lastStrikes = SIMD4<Int32>(repeating: -1)

  /// What it is like to give the lowest notes of the next chord to the left hand and the others to
  /// the right one.
  func terms(_ chord: HandChord, leftCount: Int, ticksPerQuarter: Int) -> HandCosts {
    let notes = chord.notes
    let (low, high) = (notes.prefix(leftCount), notes.dropFirst(leftCount))
    let quarter = Float(ticksPerQuarter)
    var terms = HandCosts()
    left.measure(low, against: right, chord, quarter, &terms)
    right.measure(high, against: left, chord, quarter, &terms)
    if high.isEmpty, right.end <= chord.onset { terms[.rightRests] += 1 }
    let nowAlone: Hand? = low.isEmpty ? .right : high.isEmpty ? .left : nil
    if let nowAlone, let alone, nowAlone != alone { terms[.turns] += 1 }
    measureDistance(low, high, chord.onset, &terms)
    for note in low { measureSide(Float(note.pitch.number), 1, chord, &terms) }
    for note in high { measureSide(Float(note.pitch.number), -1, chord, &terms) }
    return terms
  }

  private func measureDistance(
    _ low: ArraySlice<Note>, _ high: ArraySlice<Note>, _ onset: Int, _ terms: inout HandCosts
  ) {
    if let a = low.last, let b = high.first {
      terms[.gap] += min(24, Float(b.pitch.number) - Float(a.pitch.number)) / 12
    }
    let top = low.last.map { Float($0.pitch.number) } ?? (left.hasPlayed ? left.high : nil)
    let bottom = high.first.map { Float($0.pitch.number) } ?? (right.hasPlayed ? right.low : nil)
    guard let top, let bottom, top > bottom else { return }
    terms[.crossing] += (top - bottom) / 12
    terms[.crossed] += 1
  }

  /// - Parameter sign: 1 for the left hand, whose notes are below the middle, -1 for the right.
  private func measureSide(
    _ pitch: Float, _ sign: Float, _ chord: HandChord, _ terms: inout HandCosts
  ) {
    let side = sign * (pitch - chord.middle) / 12
    let half = sign * (pitch - chord.wholeMiddle) / 12
    terms[.side] += side
    terms[.half] += half
    terms[.wrongSide] += max(0, side)
    terms[.wrongHalf] += max(0, half)
  }

  /// `lastStrikes` after the next chord.
  func lastStrikes(_ chord: HandChord, leftCount: Int, number: Int) -> SIMD4<Int32> {
    var next = lastStrikes
    let cut = (Int32(truncatingIfNeeded: number), Int32(truncatingIfNeeded: leftCount))
    if leftCount > 0 { (next[0], next[1]) = cut }
    if leftCount < chord.notes.count { (next[2], next[3]) = cut }
    return next
  }

  /// The hypothesis after the next chord, without its cost and cut.
  func giving(_ chord: HandChord, leftCount: Int, number: Int) -> DivisionHypothesis {
    var next = self
    let (low, high) = (chord.notes.prefix(leftCount), chord.notes.dropFirst(leftCount))
    if !low.isEmpty { next.left = left.striking(low, at: chord.onset, number: number) }
    if !high.isEmpty { next.right = right.striking(high, at: chord.onset, number: number) }
    next.lastStrikes = lastStrikes(chord, leftCount: leftCount, number: number)
    next.alone = low.isEmpty ? .right : high.isEmpty ? .left : nil
    return next
  }
}
