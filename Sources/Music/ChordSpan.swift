// Which chords a score's bars are made of.

/// A chord that sounds for a while.
public struct ChordSpan: Hashable, Sendable {
  public var onset: Tick
  /// The first tick after it.
  public var end: Tick
  public var chord: Chord
}

extension Score {
  /// The chords of the score, bar by bar, or by halves in bars whose beats can be halved; equal
  /// neighbours are one. Where no chord explains the notes there is none.
  ///
  /// Template matching after Pardo and Birmingham (2002). Each pitch class counts for as long as it
  /// sounds. A chord scores the share of its own pitch classes minus that of the others, minus a
  /// little for each of its pitch classes that is missing, plus a little when its root is the
  /// lowest note. Drums do not count. O(n + 120 s) for n notes and s segments.
  ///
  /// - Parameter bars: In rising order, as `bars(through:)` gives them.
  public func chords(in bars: some Sequence<Bar>) -> [ChordSpan] {
    let notes = tracks.lazy.filter { !$0.isDrums }.flatMap(\.notes).sorted()
    var result: [ChordSpan] = []
    var sounding: [Note] = []
    var next = 0
    for segment in bars.flatMap(segments) {
      sounding.removeAll { $0.end <= segment.lowerBound }
      while next < notes.count, notes[next].onset < segment.upperBound {
        if notes[next].end > segment.lowerBound { sounding.append(notes[next]) }
        next += 1
      }
      guard let chord = chord(of: sounding, in: segment) else { continue }
      if let last = result.last, last.end == segment.lowerBound, last.chord == chord {
        result[result.count - 1].end = segment.upperBound
      } else {
        result.append(
          ChordSpan(onset: segment.lowerBound, end: segment.upperBound, chord: chord))
      }
    }
    return result
  }
}

/// Bars of four beats or more, or of six eighths and more, change their chord in the middle too.
private func segments(of bar: Bar) -> [Range<Tick>] {
  let isHalved = bar.numerator % 2 == 0 && bar.numerator >= 4
  guard isHalved, (bar.end - bar.onset).value > 1 else { return [bar.onset..<bar.end] }
  let middle = bar.onset + Tick((bar.end - bar.onset).value / 2)
  return [bar.onset..<middle, middle..<bar.end]
}

/// Nil when fewer than two pitch classes sound or none of the chords fits.
private func chord(of notes: [Note], in segment: Range<Tick>) -> Chord? {
  var weights = [Double](repeating: 0, count: 12)
  for note in notes {
    let length = (min(note.end, segment.upperBound) - max(note.onset, segment.lowerBound)).value
    weights[Int(note.pitch.number) % 12] += Double(max(0, length))
  }
  guard weights.count(where: { $0 > 0 }) >= 2,
    let lowest = notes.min(by: { $0.pitch < $1.pitch })
  else { return nil }
  let bass = Int(lowest.pitch.number) % 12
  let total = weights.reduce(0, +)
  var best: (chord: Chord, worth: Double)?
  for quality in Chord.Quality.allCases {
    for root in 0..<12 {
      let classes = quality.steps.map { (root + $0) % 12 }
      let own = classes.reduce(0) { $0 + weights[$1] } / total
      let missing = classes.count { weights[$0] == 0 }
      let worth =
        own - (1 - own) - ChordFit.costOfMissing * Double(missing)
        + (root == bass ? ChordFit.gainOfBass : 0)
      if worth > (best?.worth ?? ChordFit.least) {
        best = (Chord(root: root, quality: quality), worth)
      }
    }
  }
  return best?.chord
}

private enum ChordFit {
  /// What a pitch class of the chord that does not sound takes from its worth.
  static let costOfMissing = 0.2
  static let gainOfBass = 0.25
  /// A chord worth less explains too little.
  static let least = 0.2
}
