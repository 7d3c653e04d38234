// The beats that were found in a performance.

import Music

/// The beats that were found in a performance: from the first bar line on to beyond its last note.
public struct TrackedBeats: Sendable {
  /// How many beats a bar has: 2, 3 or 4.
  public let beatsPerBar: Int
  /// When each beat is heard, ascending; the first is the first of a bar, perhaps before the music.
  public let seconds: [Double]

  /// Beats of the nearest bars whose mean is the tempo before the first that was found and after
  /// the last one.
  private static let memory = 8
  /// A beat is where the notes are that are this near, in seconds.
  private static let nearness = 0.05

  /// Nil for music of fewer than two beats.
  ///
  /// Takes some tenths of a second for a few minutes of music.
  public init?(_ performance: Score) {
    let map = TempoMap(performance)
    let sounds = performance.tracks.filter { !$0.isDrums }.flatMap(\.notes).map { note in
      let onset = map.seconds(at: note.onset)
      return HeardOnset.Sound(
        onset: onset, duration: map.seconds(at: note.end) - onset, pitch: Int(note.pitch.number))
    }.sorted { ($0.onset, $0.pitch) < ($1.onset, $1.pitch) }
    guard let first = sounds.first, let end = sounds.map({ $0.onset + $0.duration }).max() else {
      return nil
    }
    let onsets = HeardOnset.all(in: sounds)
    let found = BeatTracker().beats(of: onsets)
    guard found.beats.count > 1 else { return nil }
    beatsPerBar = found.perBar
    var seconds = TrackedBeats.onNotes(found.beats.map(\.seconds), onsets)
    var number = found.beats[0].number
    let early = seconds.prefix(TrackedBeats.memory + 1)
    let before = (early.last! - early.first!) / Double(early.count - 1)
    while seconds[0] > first.onset + TrackedBeats.nearness || number > 0 {
      seconds.insert(seconds[0] - before, at: 0)
      number = (number + beatsPerBar - 1) % beatsPerBar
    }
    let late = seconds.suffix(TrackedBeats.memory + 1)
    let after = (late.last! - late.first!) / Double(late.count - 1)
    repeat { seconds.append(seconds.last! + after) } while seconds.last! < end
    self.seconds = seconds
  }

  /// Beats moved to the first of the notes that are struck with them, so that these begin with the
  /// beat and not before.
  private static func onNotes(_ beats: [Double], _ onsets: [HeardOnset]) -> [Double] {
    var result: [Double] = []
    var next = 0
    for beat in beats {
      while next + 1 < onsets.count,
        abs(onsets[next + 1].time - beat) <= abs(onsets[next].time - beat)
      {
        next += 1
      }
      let place = abs(onsets[next].time - beat) < nearness ? onsets[next].first : beat
      result.append(max(place, (result.last ?? -1e9) + 0.1))
    }
    return result
  }

  /// In quarters a minute, a beat being a quarter: the median.
  public var tempo: Double {
    let lengths = zip(seconds, seconds.dropFirst()).map { $1 - $0 }.sorted()
    return 60 / lengths[lengths.count / 2]
  }
}
