// Holes that models are compared on.

import Random
import Tokens

/// A kind of hole that models are compared on: some bars of one hand or both, with what stands after
/// them or without.
public struct HoleTask: Hashable, Sendable {
  public var bars: Int
  /// Right, left, or both.
  public var hands: [Cells.Block]
  /// Whether the bars after the hole are in the prompt, besides those before it.
  public var seesAfter: Bool

  public init(bars: Int, hands: [Cells.Block] = [.right, .left], seesAfter: Bool) {
    (self.bars, self.hands, self.seesAfter) = (bars, hands, seesAfter)
  }

  /// Both hands of 1, 2, 4 and 8 bars, each with what stands after them and without, and each hand of
  /// 4 bars beside the other.
  public static let all: [HoleTask] =
    [1, 2, 4, 8].flatMap { bars in
      [true, false].map { HoleTask(bars: bars, seesAfter: $0) }
    } + [.right, .left].map { HoleTask(bars: 4, hands: [$0], seesAfter: true) }

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
    let remi = cells.remi
    let isEnd = window.last == remi.endToken
    var lines = window.indices.filter { remi.isBar(window[$0]) }
    // The last bar of a window that is not the piece's end may be cut off anywhere.
    if isEnd { lines.append(window.count) }
    let count = lines.count - 1
    guard count >= bars + 2 else { return nil }
    let start = 1 + generator.below(count - bars - 1)
    let filled = window[lines[start]..<lines[start + bars]]
    guard filled.contains(where: { Tokenizer.cells(cells).kind(of: $0) == .pitch }) else {
      return nil
    }
    let end = seesAfter ? lines[count] : lines[start + bars]
    let hole = (start..<start + bars).flatMap { bar in hands.map { Cell(bar: bar, block: $0) } }
    let cut = cells.cut(Array(window[..<end]), Set(hole))
    return Example(tokens: cut.prompt + cut.filling, start: cut.prompt.count)
  }
}
