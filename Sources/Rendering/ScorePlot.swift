// A whole piece, to be drawn as piano rolls one below the other.

import Music

/// A whole piece, or some of its bars, drawn like a page of music: systems of a few bars one below
/// the other, the hands in colours of their own, chords above and the pedal below.
public struct ScorePlot: Sendable {
  /// Notes that have a colour of their own.
  public struct Part: Sendable {
    public enum Kind: String, Sendable, CaseIterable {
      case right = "right hand"
      case left = "left hand"
      case other = "others"
    }

    public var kind: Kind
    public var notes: [Note]

    public init(_ kind: Kind, _ notes: [Note]) {
      self.kind = kind
      self.notes = notes
    }
  }

  let score: Score
  let parts: [Part]
  let title: String
  /// The bars to draw, counted from the start of the piece.
  let bars: ArraySlice<Bar>
  let barCount: Int
  let chords: [ChordSpan]

  /// - Parameters:
  ///   - parts: All notes of the score that are to be drawn, later parts over earlier ones.
  ///   - bars: Which bars to draw, counted from zero; they are cut to those that there are.
  ///   - title: Stands above.
  public init(_ score: Score, parts: [Part], bars shown: Range<Int>? = nil, title: String) {
    let all = score.bars()
    self.score = score
    self.parts = parts
    self.title = title
    let range = (shown ?? all.indices).clamped(to: all.indices)
    precondition(!range.isEmpty, "bars \(shown ?? range) of \(all.count)")
    bars = all[range]
    barCount = all.count
    chords = score.chords(in: all[range])
  }
}
