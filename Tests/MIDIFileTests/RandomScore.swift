// Scores by chance, with whatever scores can hold.

import Music

/// A score of a few dense tracks, in which notes of one pitch overlap and lie within each other.
func randomScore(seed: UInt64) -> Score {
  var generator = SplitMix64(seed: seed)
  func random(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &generator) }
  func tick() -> Tick { Tick(random(0...3000)) }
  let tracks = (0..<random(1...6)).map { index -> Track in
    let notes = (0..<random(20...200)).map { _ in
      Note(
        onset: tick(), duration: Tick(random(1...300)), pitch: Pitch(random(60...64)),
        velocity: Velocity(random(1...127)))
    }
    var end = 0
    let pedals = (0..<random(0...30)).map { _ -> Pedal in
      let pedal = Pedal(onset: Tick(end + random(0...9)), duration: Tick(random(0...200)))
      end = pedal.end.value
      return pedal
    }
    return Track(
      name: ["", "Right hand", "左手", "e\u{301}\n\0"][random(0...3)], channel: UInt8(random(0...15)),
      program: UInt8(random(0...127)), notes: notes, pedals: pedals)
  }
  return Score(
    ticksPerQuarter: random(1...32767), tracks: tracks,
    tempos: (0..<random(0...9)).map { _ in
      Tempo(onset: tick(), microsecondsPerQuarter: random(1...(1 << 24 - 1)))
    },
    metres: (0..<random(0...9)).map { _ in
      Metre(onset: tick(), numerator: random(1...255), denominator: 1 << random(0...7))
    },
    keys: (0..<random(0...9)).map { _ in
      KeySignature(onset: tick(), sharps: random(-7...7), isMinor: random(0...1) == 1)
    },
    remarks: (0..<random(0...9)).map { index in
      TextEvent(onset: tick(), text: ["A", "ließ 左", "\n\0", "{\"n\": \(index)}"][random(0...3)])
    })
}

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
