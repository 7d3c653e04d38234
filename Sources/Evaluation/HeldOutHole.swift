// A hole in a piece that was not trained on, with the music that was in it.

import Completion
import Corpus
import Metrics
import Music
import Random
import Tokens

/// A hole in a piece that was not trained on, with the music that was in it.
public struct HeldOutHole: Sendable {
  public let task: HoleTask
  /// Of the store.
  public let piece: Int
  /// Bars of the piece around the hole, the hole filled as the composer did; behind the piece's
  /// first tokens.
  public let tokens: [Token]
  /// Bars of the hole, counted from the first of `tokens`, from zero.
  public let bars: Range<Int>
  /// The music of `tokens`.
  public let score: Score
  /// What the composer wrote in the hole.
  public let truth: Passage

  /// Tokens before and after the hole, at most, as in training; a bar of each is there in any case.
  private static let tokensBefore = 560
  private static let tokensAfter = 240

  /// - Parameter start: The first bar of the hole, counted from the piece's first.
  init?(_ task: HoleTask, _ store: TokenStore, _ cells: Cells, piece: Int, start: Int) {
    let lines = store.barOffsets(ofPiece: piece) + [store.tokenCount(ofPiece: piece) - 1]
    let end = start + task.bars
    guard start > 0, end < lines.count - 1 else { return nil }
    let first = lines[..<start].first { lines[start] - $0 <= Self.tokensBefore } ?? lines[start - 1]
    let last =
      task.seesAfter
      ? lines[(end + 1)...].last { $0 - lines[end] <= Self.tokensAfter } ?? lines[end + 1]
      : lines[end]
    let header = store.tokens(ofPiece: piece, in: 0..<Cells.headerCount)
    let firstBar = lines.firstIndex(of: first) ?? 0
    self.task = task
    self.piece = piece
    tokens = header + store.tokens(ofPiece: piece, in: first..<last)
    let bars = start - firstBar..<end - firstBar
    let score = cells.decode(tokens)
    guard score.tracks.count == 2 else { return nil }
    let barLines = BarLines(score)
    let truth = Passage(
      task.hands.flatMap { score.tracks[$0 == .right ? 0 : 1].notes },
      bars: bars.map { barLines.bar($0) }, ticksPerQuarter: score.ticksPerQuarter)
    guard !truth.notes.isEmpty else { return nil }
    (self.bars, self.score, self.truth) = (bars, score, truth)
  }

  /// Notes of a filling, measured as the true ones are.
  func passage(_ notes: [Note]) -> Passage {
    Passage(notes, bars: truth.bars, ticksPerQuarter: truth.ticksPerQuarter)
  }

  var hole: Set<Cell> {
    Set(bars.flatMap { bar in task.hands.map { Cell(bar: bar, hand: $0) } })
  }

  /// What is not in the hole, by hand.
  func given(_ hand: Hand) -> [Note] {
    let notes = score.tracks[hand == .right ? 0 : 1].notes
    guard task.hands.contains(hand) else { return notes }
    return notes.filter { $0.onset < truth.bars[0].onset || $0.onset >= truth.end }
  }

  /// The music around the hole.
  public var prompt: Score {
    Score(
      ticksPerQuarter: score.ticksPerQuarter,
      tracks: [Track(notes: given(.right)), Track(notes: given(.left))], metres: score.metres)
  }

  /// Notes for the hole as `complete` would leave them: none strikes a key that a given note holds
  /// down, none lasts beyond the hole.
  func trimmed(_ notes: [Note]) -> [Note] {
    let given = given(.right) + given(.left)
    return notes.compactMap { note in
      let isDown = given.contains {
        $0.pitch == note.pitch && $0.onset <= note.onset && note.onset < $0.end
      }
      guard note.onset < truth.end, !isDown else { return nil }
      var note = note
      note.duration = min(note.end, truth.end) - note.onset
      return note
    }
  }
}

extension Passage {
  /// The end of its last bar.
  var end: Tick { bars[bars.count - 1].end }
}

extension HoleTask {
  /// Holes of this kind in a store, always the same for a seed: every bar of the music is as likely
  /// as any other to begin one, and tasks of as many bars have the same ones.
  ///
  /// - Parameter count: How many, or fewer where the music has no more room for them.
  public func places(_ store: TokenStore, _ cells: Cells, count: Int, seed: UInt64) -> [HeldOutHole]
  {
    let starts = (0..<store.pieceCount).flatMap { piece in
      store.barOffsets(ofPiece: piece).indices.map { (piece, $0) }
    }
    guard !starts.isEmpty else { return [] }
    var generator = SplitMix64(seed: seed)
    var places: [HeldOutHole] = []
    for _ in 0..<20 * count where places.count < count {
      let (piece, start) = starts[Int(generator.nextUnit() * Double(starts.count))]
      if let place = HeldOutHole(self, store, cells, piece: piece, start: start) {
        places.append(place)
      }
    }
    return places
  }
}
