// The lines of one take in a terminal.

import Music

/// Draws takes into lines of a terminal, all over the same bars and pitches.
struct TerminalPanel {
  /// The columns before the music, with names of pitches.
  static let gutter = 4

  let window: Window
  /// The columns of the music.
  let plot: Int
  let rows: Int
  let inColour: Bool
  let hasPedal: Bool

  /// Pitches in one line of cells.
  private var pitchesPerLine: Int {
    let lines = inColour ? 2 * rows : rows
    return (window.pitches.count + lines - 1) / lines
  }

  func lines(prompt: Score, take: Score?) -> [String] {
    let perLine = pitchesPerLine
    var canvas = TerminalCanvas(
      columns: plot, lines: (window.pitches.count + perLine - 1) / perLine)
    func draw(_ score: Score, _ held: TerminalCanvas.Cell, _ begun: TerminalCanvas.Cell) {
      for note in window.notes(of: score) {
        let line = (window.pitches.upperBound - Int(note.pitch.number)) / perLine
        canvas.draw(
          held, begun: begun, line: line, from: column(note.onset), to: column(note.end))
      }
    }
    draw(prompt, .promptHeld, .promptBegun)
    if let take { draw(take, .takeHeld, .takeBegun) }
    let bars = Set(window.bars.dropFirst().map { column($0.onset) })
    var result = [numbers]
    for line in stride(from: 0, to: canvas.lines, by: inColour ? 2 : 1) {
      let music =
        inColour ? canvas.coloured(line: line, bars: bars) : canvas.plain(line: line, bars: bars)
      result.append(gutter(name(line: line)) + music)
    }
    if hasPedal { result.append(pedal([prompt, take].compactMap(\.self))) }
    return result
  }

  /// Nearest column, so that notes of one length look alike.
  private func column(_ tick: Tick) -> Int {
    let span = (window.end - window.start).value
    return ((tick - window.start).value * plot * 2 + span) / (2 * span)
  }

  /// The numbers of the bars, as far as there is room.
  private var numbers: String {
    var text = ""
    for index in window.bars.indices {
      let number = "\(index + 1)"
      let start = Self.gutter + column(window.bars[index].onset)
      guard text.isEmpty || text.utf8.count < start else { continue }
      guard start + number.utf8.count <= Self.gutter + plot else { break }
      text += String(repeating: " ", count: start - text.utf8.count) + number
    }
    let line = text.fitted(columns: Self.gutter + plot, ascii: true)
    guard inColour else { return line }
    var styled = StyledText()
    styled.append(line, StyledText.faint)
    return styled.finished
  }

  /// The C in a line of text, if there is one.
  private func name(line: Int) -> String {
    let upper = window.pitches.upperBound - line * pitchesPerLine
    let count = pitchesPerLine * (inColour ? 2 : 1)
    let lower = max(window.pitches.lowerBound, upper - count + 1)
    return (lower...upper).first { $0 % 12 == 0 }.map { Pitch($0).description } ?? ""
  }

  private func gutter(_ name: String) -> String {
    let name = String(repeating: " ", count: Self.gutter - 1 - name.utf8.count) + name
    guard inColour else { return name + "|" }
    var text = StyledText()
    text.append(name + "│", StyledText.faint)
    return text.finished
  }

  private func pedal(_ scores: [Score]) -> String {
    var isDown = [Bool](repeating: false, count: plot)
    for pedal in scores.flatMap(window.pedals) {
      let start = min(plot - 1, max(0, column(pedal.onset)))
      for column in start..<min(plot, max(start + 1, column(pedal.end))) { isDown[column] = true }
    }
    let marks = isDown.map { $0 ? (inColour ? "▂" : "_") : " " }.joined()
    guard inColour else { return gutter("Ped") + marks }
    var text = StyledText()
    text.append(marks, StyledText.faint)
    return gutter("Ped") + text.finished
  }
}
