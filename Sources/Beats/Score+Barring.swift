// A performance as a score with bars that sounds the same.

import Music

extension Score {
  /// Ticks in a beat of a performance that was given bars: less than a thousandth of a second.
  private static let ticksPerBeat = 960

  /// This performance with the bars that were found in it.
  ///
  /// Every beat is a quarter and has the tempo at which it was played, so that notes and pedals sound
  /// when they did, to a thousandth of a second; the first bar begins at zero. After the last beat
  /// that was heard time goes on in the tempo of the last bars.
  public func barred(by beats: TrackedBeats) -> Score {
    let map = TempoMap(self)
    let seconds = beats.seconds
    func ticks(_ tick: Tick) -> Int {
      let time = map.seconds(at: tick)
      var (low, high) = (0, seconds.count - 1)
      while high - low > 1 {
        let middle = (low + high) / 2
        if seconds[middle] <= time { low = middle } else { high = middle }
      }
      let share = (time - seconds[low]) / (seconds[high] - seconds[low])
      return max(0, Int(((Double(low) + share) * Double(Score.ticksPerBeat)).rounded()))
    }
    let tempos = zip(seconds, seconds.dropFirst()).enumerated().map { index, pair in
      Tempo(
        onset: Tick(index * Score.ticksPerBeat),
        microsecondsPerQuarter: max(1, Int(((pair.1 - pair.0) * 1e6).rounded())))
    }
    return Score(
      ticksPerQuarter: Score.ticksPerBeat, tracks: tracks.map { $0.placed(ticks) },
      tempos: tempos,
      metres: [Metre(onset: .zero, numerator: beats.beatsPerBar, denominator: 4)],
      keys: keys.map {
        KeySignature(onset: Tick(ticks($0.onset)), sharps: $0.sharps, isMinor: $0.isMinor)
      },
      remarks: remarks.map { TextEvent(onset: Tick(ticks($0.onset)), text: $0.text) })
  }
}
