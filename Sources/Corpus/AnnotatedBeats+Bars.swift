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

extension Track {
  /// The same track with its notes and pedals at other ticks, in the same order.
  func placed(_ place: (Tick) -> Int) -> Track {
    Track(
      name: name, channel: channel, program: program,
      notes: notes.map { note in
        let onset = place(note.onset)
        return Note(
          onset: Tick(onset), duration: Tick(max(1, place(note.end) - onset)), pitch: note.pitch,
          velocity: note.velocity)
      },
      pedals: pedals.map { pedal in
        let onset = place(pedal.onset)
        return Pedal(onset: Tick(onset), duration: Tick(max(0, place(pedal.end) - onset)))
      })
  }
}
