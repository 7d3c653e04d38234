// What is left of a score in a file, where a note off does not say which note it ends.

import Music

extension Score {
  /// The same beginnings and ends, but of the notes of one pitch the first to begin ends first.
  var withFirstBegunFirstEnded: Score {
    Score(
      ticksPerQuarter: ticksPerQuarter,
      tracks: tracks.map { track in
        var notes: [Note] = []
        for (_, same) in Dictionary(grouping: track.notes, by: \.pitch) {
          for (note, end) in zip(same, same.map(\.end).sorted()) {
            notes.append(
              Note(
                onset: note.onset, duration: end - note.onset, pitch: note.pitch,
                velocity: note.velocity))
          }
        }
        return Track(
          name: track.name, channel: track.channel, program: track.program, notes: notes,
          pedals: track.pedals)
      }, tempos: tempos, metres: metres, keys: keys, remarks: remarks)
  }
}
