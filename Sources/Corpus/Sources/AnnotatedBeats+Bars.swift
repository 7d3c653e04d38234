// A performance moved onto the bars of its score.

import Music

extension AnnotatedBeats {
  /// A performance, of which only the seconds count, on the bars that are marked in it.
  ///
  /// Between two beats time is stretched evenly, so what is early or late within a beat stays so.
  func barred(_ performance: Score) throws(Refusal) -> Score {
    let map = TempoMap(performance)
    let onsets = performance.tracks.compactMap { $0.notes.first?.onset }
    guard let first = onsets.min() else { throw Refusal(.trivial, "no notes") }
    let bars = try AnnotatedBars(self, first: map.seconds(at: first))
    func place(_ tick: Tick) -> Int { max(0, Int(bars.ticks(at: map.seconds(at: tick)).rounded())) }
    return Score(
      ticksPerQuarter: AnnotatedBars.ticksPerQuarter,
      tracks: performance.tracks.map { $0.placed(place) }, tempos: bars.tempos,
      metres: bars.metres, keys: bars.keys)
  }
}
