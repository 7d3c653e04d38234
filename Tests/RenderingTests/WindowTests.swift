// What of a piece is in the picture, and where.

import Music
import TestSupport
import Testing

@testable import Rendering

@Suite struct WindowTests {
  private func window(_ score: Score, _ bars: Range<Int>, pitchCount: Int = 10) -> Window {
    let all = score.bars()
    return Window(bars: all[bars], barCount: all.count, of: score, pitchCount: pitchCount)
  }

  @Test func theHighestAndTheLowestNoteHaveRoomBesideThem() {
    let wide = score([note(0, 40, 4), note(4, 70, 4)])
    #expect(window(wide, 0..<1).pitches == 39...71)
    let narrow = score([note(0, 60, 4)])
    #expect(window(narrow, 0..<1).pitches.count >= 10)
  }

  @Test func aNoteThatStillSoundsIsInThePicture() {
    let held = score([note(0, 90, 32), note(16, 60, 4)])
    let second = window(held, 1..<2)
    #expect(second.pitches.contains(90) && second.notes(of: held).count == 2)
    #expect(window(score([note(0, 90, 16), note(16, 60, 4)]), 1..<2).pitches.upperBound < 90)
  }

  @Test func notesStandInTheNearestColumnsOfATerminal() {
    // Sixteen ticks on eight columns: 3 is nearer to the second than to the first.
    let some = score([note(3, 60, 4)])
    let panel = TerminalPanel(
      window: window(some, 0..<1), plot: 8, rows: 30, inColour: false, hasPedal: false)
    let lines = panel.lines(prompt: some, take: nil)
    #expect(lines.contains { $0.hasSuffix("|  o-    ") }, "\(lines)")
  }
}
