// A grid of cells, drawn as lines of a terminal.

/// A grid of cells, a column for a span of time and a line for a span of pitch.
struct TerminalCanvas {
  enum Cell: UInt8, Comparable {
    case empty, promptHeld, promptBegun, takeHeld, takeBegun

    static func < (a: Cell, b: Cell) -> Bool { a.rawValue < b.rawValue }
  }

  let columns: Int
  let lines: Int
  private var cells: [Cell]

  init(columns: Int, lines: Int) {
    self.columns = columns
    self.lines = lines
    cells = Array(repeating: .empty, count: columns * lines)
  }

  subscript(line: Int, column: Int) -> Cell { cells[line * columns + column] }

  /// A note from `start` up to `end`, at least one cell; takes cover prompts, beginnings cover what
  /// is held.
  mutating func draw(_ held: Cell, begun: Cell, line: Int, from start: Int, to end: Int) {
    for column in max(0, start)..<min(columns, max(end, start + 1)) {
      let cell = column == start ? begun : held
      let index = line * columns + column
      cells[index] = max(cells[index], cell)
    }
  }

  /// A line of text in plain ASCII, a cell a character.
  func plain(line: Int, bars: Set<Int>) -> String {
    String(
      (0..<columns).map { column -> Character in
        switch self[line, column] {
        case .empty: bars.contains(column) ? "|" : " "
        case .promptHeld: "-"
        case .promptBegun: "o"
        case .takeHeld: "="
        case .takeBegun: "#"
        }
      })
  }

  /// A line of text in colours, two lines of cells high; `line` is the upper of them.
  func coloured(line: Int, bars: Set<Int>) -> String {
    var text = StyledText()
    for column in 0..<columns {
      let upper = self[line, column]
      let lower = line + 1 < lines ? self[line + 1, column] : .empty
      switch (upper, lower) {
      case (.empty, .empty) where bars.contains(column): text.append("│", StyledText.faint)
      case (.empty, .empty): text.append(" ", nil)
      case (_, .empty): text.append("▀", upper.colour)
      case (.empty, _): text.append("▄", lower.colour)
      case _ where upper == lower: text.append("█", upper.colour)
      default: text.append("▀", upper.colour, on: lower.colour)
      }
    }
    return text.finished
  }
}

extension TerminalCanvas.Cell {
  /// Of the 256 colours; beginnings are a shade lighter.
  var colour: UInt8 {
    switch self {
    case .empty: 0
    case .promptHeld: 67
    case .promptBegun: 74
    case .takeHeld: 166
    case .takeBegun: 208
    }
  }
}
