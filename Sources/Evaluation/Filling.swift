// What somebody wrote into a hole, and who writes.

import Metrics
import Music

/// What somebody wrote into a hole.
public struct Filling: Sendable {
  public let notes: Passage
  /// Whether every note begins in a cell of the hole, ends with its bars and strikes no key that a
  /// given note holds down.
  public let keepsSeams: Bool
  /// Whether it has exactly the bars that were asked for, and ends there.
  public let hasItsBars: Bool

  /// - Parameter hasItsBars: As far as whoever writes counts bars.
  init(_ notes: [Note], in place: HeldOutHole, hasItsBars: Bool) {
    self.notes = place.passage(notes)
    self.hasItsBars = hasItsBars
    let (start, end) = (place.truth.bars[0].onset, place.truth.end)
    let given = (place.given(.right) + place.given(.left)).filter { $0.end > start }
    keepsSeams = notes.allSatisfy { note in
      note.onset >= start && note.end <= end
        && !given.contains {
          $0.pitch == note.pitch && $0.onset <= note.onset && note.onset < $0.end
        }
    }
  }
}

/// Who fills holes: a model, or what a model is compared with.
public protocol Filler: Sendable {
  var name: String { get }
  /// Always the same ones for a seed.
  func fill(_ place: HeldOutHole, takes: Int, seed: UInt64) throws -> [Filling]
}
