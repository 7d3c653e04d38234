// The prompts that completions are timed with.

import Foundation
import MIDIFile
import Music

/// The examples of this project, each as a prompt of the same length.
func examplePrompts(bars: Int) throws -> [Score] {
  let folder = SourceTree.root.appending(path: "Examples")
  return try SourceTree.files(below: folder, endings: ["mid"]).map { url in
    prompt(from: try Score(midi: [UInt8](try Data(contentsOf: url))), bars: bars)
  }
}

/// The first bars of a piece that is played again and again.
private func prompt(from score: Score, bars count: Int) -> Score {
  let bars = score.bars()
  let length = bars[bars.count - 1].end
  let copies = (count + bars.count - 1) / bars.count
  let end = Tick(length.value * (copies - 1)) + bars[(count - 1) % bars.count].end
  func repeated<Event>(_ events: [Event], _ onset: WritableKeyPath<Event, Tick>) -> [Event] {
    (0..<copies).flatMap { copy in
      events.compactMap { event in
        var event = event
        event[keyPath: onset] = event[keyPath: onset] + Tick(length.value * copy)
        return event[keyPath: onset] < end ? event : nil
      }
    }
  }
  let tracks = score.tracks.map { track in
    let notes = repeated(track.notes, \.onset).map { note in
      var note = note
      note.duration = min(note.duration, end - note.onset)
      return note
    }
    return Track(
      name: track.name, channel: track.channel, program: track.program, notes: notes,
      pedals: repeated(track.pedals, \.onset))
  }
  return Score(
    ticksPerQuarter: score.ticksPerQuarter, tracks: tracks, tempos: score.tempos,
    metres: repeated(score.metres, \.onset), keys: score.keys)
}
