// A track at other times.

extension Track {
  /// The same track with its notes and pedals at other ticks; no note becomes shorter than a tick.
  ///
  /// - Parameter place: Gives ticks from zero on, later ones for later ticks.
  public func placed(_ place: (Tick) -> Int) -> Track {
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
