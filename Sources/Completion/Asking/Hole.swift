// What is to be filled.

import Music
import Tokens

/// What is to be filled: a set of cells, a cell being one bar of one hand.
public enum Hole: Hashable, Sendable {
  /// So many bars after the end: from the first bar line at or after the end of the score's last
  /// note on.
  case after(bars: Int, hands: Set<Hand> = [.right, .left])
  /// Cells of the hands, whose bars are counted from the score's first, from zero; they may lie
  /// after its end. What the score has in them is replaced.
  case cells(Set<Cell>)

  /// Some bars of some hands.
  ///
  /// - Parameter bars: Counted from zero.
  public static func bars(_ bars: some Sequence<Int>, hands: Set<Hand> = [.right, .left]) -> Hole {
    .cells(
      Set(
        bars.flatMap { bar in
          hands.map { Cell(bar: bar, hand: $0) }
        }))
  }

  /// How many bars may be asked for after the end.
  public static let possibleBars = 1...1000

  /// - Throws: `CompletionError.option` for a number of bars that is not possible.
  public func check() throws(CompletionError) {
    guard case .after(let bars, _) = self, !Hole.possibleBars.contains(bars) else { return }
    throw .option(
      name: "bars", value: "\(bars)",
      allowed: "\(Hole.possibleBars.lowerBound) to \(Hole.possibleBars.upperBound)")
  }

  /// Whether both hands of some bar are missing.
  var hasWholeBar: Bool {
    switch self {
    case .after(_, let hands): hands.count == 2
    case .cells(let cells):
      cells.contains { $0.hand == .right && cells.contains(Cell(bar: $0.bar, hand: .left)) }
    }
  }

  /// The cells of the hole in a score.
  func cells(in score: Score, _ lines: BarLines) -> Set<Cell> {
    switch self {
    case .cells(let cells): return cells.filter { $0.bar >= 0 }
    case .after(let count, let hands):
      let seam = lines.index(at: max(.zero, score.end - Tick(1))) + 1
      guard case .cells(let cells) = Hole.bars(seam..<seam + count, hands: hands) else {
        return []
      }
      return cells
    }
  }
}
