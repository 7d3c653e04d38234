// Who fills a hole with the bars before it.

import Metrics
import Music

/// Who fills a hole with the bars before it, as many as it has, or the last ones again and again.
///
/// A note that would begin beyond its bar is left out, and one that would last beyond the hole ends
/// with it, so that every take keeps its bars; keys that are down are left alone.
public struct Repeater: Filler {
  public let name = "repeat the prompt"

  public init() {}

  public func fill(_ place: HeldOutHole, takes: Int, seed: UInt64) -> [Filling] {
    let lines = BarLines(place.score)
    let period = min(place.bars.count, place.bars.lowerBound)
    let hands = place.task.hands.flatMap { place.score.tracks[$0 == .right ? 0 : 1].notes }
    var notes: [Note] = []
    for (index, bar) in place.truth.bars.enumerated() {
      let source = lines.bar(place.bars.lowerBound - period + index % period)
      for note in hands where source.onset <= note.onset && note.onset < source.end {
        let onset = bar.onset + (note.onset - source.onset)
        guard onset < bar.end else { continue }
        notes.append(
          Note(
            onset: onset, duration: note.duration, pitch: note.pitch, velocity: note.velocity))
      }
    }
    return [Filling(place.trimmed(notes), in: place, hasItsBars: true)]
  }
}
