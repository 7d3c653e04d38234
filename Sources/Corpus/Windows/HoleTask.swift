// Holes that models are compared on.

import Music
import Random
import Tokens

/// A kind of hole that models are compared on: some bars of one hand or both, with what stands
/// after them or without.
public struct HoleTask: Hashable, Sendable {
  public var bars: Int
  /// Right, left, or both.
  public var hands: [Hand]
  /// Whether the bars after the hole are in the prompt, besides those before it.
  public var seesAfter: Bool

  public init(bars: Int, hands: [Hand] = [.right, .left], seesAfter: Bool) {
    (self.bars, self.hands, self.seesAfter) = (bars, hands, seesAfter)
  }

  /// Both hands of 1, 2, 4 and 8 bars, each with what stands after them and without, and each hand
  /// of 4 bars beside the other.
  public static let all: [HoleTask] =
    [1, 2, 4, 8].flatMap { bars in
      [true, false].map { HoleTask(bars: bars, seesAfter: $0) }
    } + Hand.allCases.map { HoleTask(bars: 4, hands: [$0], seesAfter: true) }

  /// Such as "4 bars, both sides" or "4 bars, left hand".
  public var name: String {
    let hand = hands.count == 1 ? (hands[0] == .left ? ", left hand" : ", right hand") : ""
    return "\(bars) bar\(bars == 1 ? "" : "s")\(hand), \(seesAfter ? "both sides" : "before only")"
  }

  /// Examples of the task, always the same: tasks of as many bars share their places, so that what
  /// they fill is the same music.
  ///
  /// - Parameters:
  ///   - length: Tokens of an example, at most.
  ///   - count: How many examples there are, or fewer where the music has no more room for them.
  public func examples(
    _ store: TokenStore, _ cells: Cells, length: Int, count: Int
  ) -> [Example] {
    // What a hole's marks and its filling's frames add to a window, at most.
    let marks = 9 * (bars + 1)
    guard length > 4 * marks, store.pieceCount > 0 else { return [] }
    let windows = WindowSampler(
      store: store, tokenizer: .cells(cells), length: length - marks, seed: 0)
    var examples: [Example] = []
    for index in 0..<4 * count where examples.count < count {
      let window = windows.window(index)
      var generator = SplitMix64(seed: SplitMix64.mixed(UInt64(index)))
      if let example = example(window, cells, &generator) { examples.append(example) }
    }
    return examples
  }

  /// Fills bars of the window that have a note and at least one bar on either side.
  private func example(
    _ window: [Token], _ cells: Cells, _ generator: inout SplitMix64
  ) -> Example? {
    var piece = CellPiece(window: window, cells)
    guard piece.bars.count >= bars + 2 else { return nil }
    let start = 1 + generator.below(piece.bars.count - bars - 1)
    let blocks = piece.bars[start..<start + bars].flatMap { bar in
      Hand.allCases.compactMap { bar[.hand($0)] }
    }
    guard blocks.joined().contains(where: cells.isPitch) else { return nil }
    if !seesAfter {
      piece.bars.removeLast(piece.bars.count - start - bars)
      piece.isWhole = false
    }
    let hole = (start..<start + bars).flatMap { bar in hands.map { Cell(bar: bar, hand: $0) } }
    return Example(piece.cut(Set(hole), cells))
  }
}
