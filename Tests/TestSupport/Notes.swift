// Notes and voices for tests, in few words.

import Music

/// A note.
///
/// - Parameter unit: How many ticks one is in `onset` and in `duration`.
public func note(
  _ onset: Int, _ pitch: Int, _ duration: Int = 1, velocity: Int = 64, unit: Int = 1
) -> Note {
  Note(
    onset: Tick(onset * unit), duration: Tick(duration * unit), pitch: Pitch(pitch),
    velocity: Velocity(velocity))
}

/// A score of one voice in quarters: so many from the start, in 4/4 unless metres are given.
public func quarters(
  _ count: Int, division: Int = 480, velocity: Int = 64, metres: [Metre] = [],
  pedals: [Pedal] = [], channel: UInt8 = 0, pitch: Int = 60
) -> Score {
  let notes = (0..<count).map { note($0, pitch + $0 % 5, velocity: velocity, unit: division) }
  return Score(
    ticksPerQuarter: division, tracks: [Track(channel: channel, notes: notes, pedals: pedals)],
    metres: metres)
}
