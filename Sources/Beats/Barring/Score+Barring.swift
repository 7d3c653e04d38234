// A performance as a score with bars that sounds the same.

import Music

extension Score {
  /// Ticks in a beat of a performance that was given bars: less than a thousandth of a second.
  private static let ticksPerBeat = 960

  /// This performance with the bars that were found in it.
  ///
  /// Every beat is a quarter and has the tempo at which it was played, so that notes and pedals
  /// sound when they did, to a thousandth of a second; the first bar begins at zero. After the last
  /// beat that was heard time goes on in the tempo of the last bars.
  ///
  ///     if let beats = TrackedBeats(performance) { score = performance.barred(by: beats) }
  public func barred(by beats: TrackedBeats) -> Score {
    let alignment = Alignment(
      points: beats.seconds.enumerated().map { index, seconds in
        Alignment.Point(seconds: seconds, written: Double(index))
      })
    let place = placing { alignment.written(at: $0) * Double(Score.ticksPerBeat) }
    let tempos = zip(beats.seconds, beats.seconds.dropFirst()).enumerated().map { index, pair in
      Tempo(
        onset: Tick(index * Score.ticksPerBeat),
        microsecondsPerQuarter: max(1, Int(((pair.1 - pair.0) * 1e6).rounded())))
    }
    return Score(
      ticksPerQuarter: Score.ticksPerBeat, tracks: tracks.map { $0.placed(place) },
      tempos: tempos,
      metres: [Metre(onset: .zero, numerator: beats.beatsPerBar, denominator: 4)],
      keys: keys.map {
        KeySignature(onset: Tick(place($0.onset)), sharps: $0.sharps, isMinor: $0.isMinor)
      },
      remarks: remarks.map { TextEvent(onset: Tick(place($0.onset)), text: $0.text) })
  }
}
