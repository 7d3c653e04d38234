// Piano rolls as text for a terminal.

import Music

extension PianoRoll {
  /// The roll as lines of exactly `columns` columns, each with a line feed: a caption, then for
  /// each take its label, bar numbers and at most `rows` lines of notes, of neighbouring pitches as
  /// many in a line as it takes.
  ///
  /// In colours a line is two pitches high, made of block characters, and beginnings of notes are
  /// lighter. Otherwise all is ASCII: `o---` is a note of the prompt, `#===` one of the take.
  ///
  /// - Precondition: at least 20 columns and 4 rows.
  public func terminal(
    columns: Int, rows: Int = 16, context: Int = 4, inColour: Bool = true
  ) -> String {
    precondition(columns >= 20 && rows >= 4 && context >= 0, "\(columns) by \(rows), \(context)")
    let plot = columns - TerminalPanel.gutter
    let window = Window(self, context: context, limit: max(2, plot / 8), pitchCount: 13)
    let panel = TerminalPanel(
      window: window, plot: plot, rows: rows, inColour: inColour,
      hasPedal: hasPedal(in: window))
    var lines = [caption(window, columns: columns, inColour: inColour)]
    for (index, take) in panels.enumerated() {
      if index > 0 { lines.append(String(repeating: " ", count: columns)) }
      if let take { lines.append(take.label.fitted(columns: columns, ascii: !inColour)) }
      lines += panel.lines(prompt: prompt, take: take?.score)
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func caption(_ window: Window, columns: Int, inColour: Bool) -> String {
    let legend = inColour ? "█ prompt █ take" : "o--- prompt #=== take"
    let room = columns - legend.count
    guard !takes.isEmpty, room > window.caption.count else {
      return window.caption.fitted(columns: columns, ascii: !inColour)
    }
    let caption = window.caption.fitted(columns: room, ascii: true)
    guard inColour else { return caption + legend }
    var text = StyledText()
    text.append(caption, nil)
    text.append("█", TerminalCanvas.Cell.promptHeld.colour)
    text.append(" prompt ", nil)
    text.append("█", TerminalCanvas.Cell.takeHeld.colour)
    text.append(" take", nil)
    return text.finished
  }
}
