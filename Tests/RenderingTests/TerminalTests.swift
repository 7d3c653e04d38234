// The roll in a terminal has the asked size and shows what it is given.

import Music
import Rendering
import TestSupport
import Testing

@Suite struct TerminalTests {
  private let roll = PianoRoll(
    prompt: score(
      beats(bars: 0..<10, pitch: 60), pedals: [Pedal(onset: Tick(112), duration: Tick(64))]),
    takes: [
      .init(label: "First", score: score(beats(bars: 10..<12, pitch: 64))),
      .init(label: "Second 左手 \u{1B}[31m\u{200B}e\u{301}", score: score([note(160, 21, 3)])),
    ])

  /// The lines without the codes of colours.
  private func lines(_ text: String) -> [Substring] {
    text.replacing(/\u{1B}\[[0-9;]*m/, with: "").split(separator: "\n")
  }

  private func columns(_ line: Substring) -> Int {
    line.reduce(0) { $0 + ("左手".contains($1) ? 2 : 1) }
  }

  @Test(arguments: [20, 21, 40, 79, 80, 133, 400])
  func everyLineHasExactlyTheAskedColumns(count: Int) {
    for inColour in [true, false] {
      for roll in [roll, PianoRoll(prompt: score([])), PianoRoll(prompt: score([note(0, 127, 1)]))]
      {
        let lines = lines(roll.terminal(columns: count, inColour: inColour))
        #expect(lines.count > 2)
        #expect(lines.allSatisfy { columns($0) == count }, "\(lines)")
      }
    }
  }

  @Test func aSmallRollIsTheseLines() {
    let roll = PianoRoll(
      prompt: score([note(0, 60, 8), note(8, 62, 4), note(12, 64, 4)]),
      takes: [.init(label: "Löwe", score: score([note(16, 65, 4), note(20, 60, 12)]))])
    let expected = """
      Bars 1-2 of 2  o--- prompt #=== take
      L?we                                
          1               2               
         |                |               
         |                |               
         |                |               
         |                |               
         |                #===            
         |            o---|               
         |                |               
         |        o---    |               
         |                |               
       C4|o-------        |   #===========
         |                |               
         |                |               
         |                |               

      """
    #expect(roll.terminal(columns: 36, inColour: false) == expected)
  }

  @Test func theSameRollInColoursIsHalfAsHigh() {
    let roll = PianoRoll(prompt: score([note(0, 60, 8), note(8, 61, 8)]))
    let lines = lines(roll.terminal(columns: 20))
    #expect(lines.count == 2 + 7)
    #expect(lines.contains(" C4│▄▄▄▄▄▄▄▄▀▀▀▀▀▀▀▀"))
  }

  @Test func promptAndTakeHaveDifferentColoursAndEveryLineEndsWithoutOne() {
    let text = roll.terminal(columns: 80)
    let colours = Set(text.matches(of: /38;5;([0-9]+)m[█▀▄]/).map { $0.1 })
    #expect(colours.count == 4)
    for line in text.split(separator: "\n") {
      let codes = line.matches(of: /\u{1B}\[([0-9;]*)m/).map { $0.1 }
      #expect(codes.isEmpty || codes.last == "0")
    }
  }

  @Test func withoutColoursAllIsASCII() {
    let text = roll.terminal(columns: 80, inColour: false)
    #expect(text.utf8.allSatisfy { $0 == 10 || 32..<127 ~= $0 })
    #expect(text.contains("o") && text.contains("#") && text.contains("Ped"))
    #expect(text.contains("Second ?? ?[31m??"))
  }

  @Test func aWideRangeFitsIntoTheRows() {
    let notes = (0..<128).map { note($0, $0, 1) }
    for rows in [4, 10, 16] {
      for inColour in [true, false] {
        let text = PianoRoll(prompt: score(notes)).terminal(
          columns: 80, rows: rows, inColour: inColour)
        #expect(lines(text).count <= rows + 2)
      }
    }
  }

  @Test func hundredThousandNotesAreAFewLines() {
    let notes = (0..<100_000).map { note($0, $0 % 88 + 21, 2) }
    let text = PianoRoll(prompt: score(notes)).terminal(columns: 100)
    #expect(lines(text).count <= 18)
  }
}
