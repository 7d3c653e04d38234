// The picture is well-formed and shows what it is given.

import Music
import Rendering
import TestSupport
import Testing

@Suite struct SVGTests {
  private let prompt = score(beats(bars: 0..<10, pitch: 60))

  private func elements(_ roll: PianoRoll, width: Int = 1000) throws -> XMLElements {
    try #require(XMLElements(roll.svg(width: width)))
  }

  private func take(_ notes: [Note], pedals: [Pedal] = []) -> PianoRoll.Take {
    PianoRoll.Take(label: "A take", score: score(notes, pedals: pedals))
  }

  private func number(_ element: XMLElements.Element, _ name: String) throws -> Double {
    try #require(element.attributes[name].flatMap { Double($0) })
  }

  @Test func everyNoteInThePictureIsOneRectangleInItsPanel() throws {
    let first = take(beats(bars: 10..<12, pitch: 64))
    let second = take(beats(bars: 10..<11, pitch: 67))
    let picture = try elements(PianoRoll(prompt: prompt, takes: [first, second]))
    #expect(picture.ofClass("note", in: "prompt").count == 2 * 4 * 4)
    #expect(picture.ofClass("note", in: "take").count == 8 + 4)
    #expect(picture.ofClass("note").allSatisfy { $0.name == "rect" })
  }

  @Test func promptAndTakeHaveDifferentColoursByDayAndByNight() throws {
    let style = try #require(elements(PianoRoll(prompt: prompt)).all.first { $0.name == "style" })
    func colours(_ name: String) -> [Substring] {
      style.text.split(separator: "\n").filter { $0.contains(".piano-roll .\(name){fill:") }
        .compactMap { $0.split(separator: "fill:").last }
    }
    #expect(colours("prompt").count == 2 && colours("take").count == 2)
    #expect(Set(colours("prompt") + colours("take")).count == 4)
    #expect(style.text.contains("prefers-color-scheme:dark"))
  }

  @Test func timeRunsToTheRightAndPitchUpwards() throws {
    let roll = PianoRoll(prompt: score([note(0, 60, 4), note(8, 72, 8, velocity: 127)]))
    let notes = try elements(roll).ofClass("note")
    try #require(notes.count == 2)
    #expect(try number(notes[0], "x") < number(notes[1], "x"))
    #expect(try number(notes[0], "y") > number(notes[1], "y"))
    #expect(abs(try number(notes[1], "width") - 2 * number(notes[0], "width")) < 0.3)
    #expect(try number(notes[0], "opacity") < number(notes[1], "opacity"))
  }

  @Test func everyNoteLiesWithinThePicture() throws {
    let notes = (0..<128).map { note($0 * 3, $0, 400) }
    let roll = PianoRoll(prompt: score(notes), takes: [take([note(400, 0, 1)])])
    let picture = try elements(roll, width: 300)
    let height = try number(picture.all[0], "height")
    for rectangle in picture.ofClass("note") {
      #expect(try number(rectangle, "x") >= 0 && number(rectangle, "y") >= 0)
      #expect(try number(rectangle, "x") + number(rectangle, "width") <= 300)
      #expect(try number(rectangle, "y") + number(rectangle, "height") <= height)
    }
  }

  @Test func barsAreNumberedFromTheStartOfThePiece() throws {
    let picture = try elements(
      PianoRoll(prompt: prompt, takes: [take(beats(bars: 10..<12, pitch: 64))]))
    #expect(picture.ofClass("number").map(\.text) == ["7", "8", "9", "10", "11", "12"])
    #expect(picture.ofClass("caption").first?.text == "Bars 7-12 of 12")
  }

  @Test func aHoleInTheMiddleIsShownWithTheBarsAroundIt() throws {
    let around = beats(bars: 0..<10, pitch: 60) + beats(bars: 12..<30, pitch: 60)
    let roll = PianoRoll(prompt: score(around), takes: [take(beats(bars: 10..<12, pitch: 64))])
    let picture = try #require(XMLElements(roll.svg(context: 2)))
    #expect(picture.ofClass("caption").first?.text == "Bars 9-14 of 30")
    #expect(picture.ofClass("note", in: "prompt").count == 16)
    #expect(picture.ofClass("note", in: "take").count == 8)
    #expect(picture.ofClass("hole").count == 1)
  }

  @Test func aLongPromptIsShownByItsLastBars() throws {
    let picture = try elements(PianoRoll(prompt: score(beats(bars: 0..<500, pitch: 60))))
    #expect(picture.ofClass("caption").first?.text == "Bars 437-500 of 500")
    #expect(picture.ofClass("note").count == 64 * 4)
  }

  @Test func ofHundredThousandNotesAtOnceThePictureSaysHowManyItLeavesOut() throws {
    let notes = (0..<100_000).map { note($0 % 16, $0 % 128, 1) }
    let svg = PianoRoll(prompt: score(notes), takes: [take(notes)]).svg()
    let picture = try #require(XMLElements(svg))
    let drawn = picture.ofClass("note").count
    #expect(drawn > 0 && svg.utf8.count < 1_000_000)
    #expect(
      picture.ofClass("caption").first?.text
        == "Bar 1 of 1 \(200_000 - drawn) notes are left out.")
  }

  @Test func anEmptyScoreIsAnEmptyBar() throws {
    let picture = try elements(PianoRoll(prompt: score([]), takes: [take([])]))
    #expect(picture.ofClass("note").isEmpty)
    #expect(picture.ofClass("caption").first?.text == "Bar 1 of 1")
    #expect(picture.ofClass("label").first?.text == "A take")
  }

  @Test func aPedalIsDrawnWhereThereIsOne() throws {
    let pedals = [
      Pedal(onset: Tick(0), duration: Tick(8)), Pedal(onset: Tick(9), duration: Tick(3)),
    ]
    let without = try elements(PianoRoll(prompt: score([note(0, 60, 16)])))
    let with = try elements(PianoRoll(prompt: score([note(0, 60, 16)], pedals: pedals)))
    #expect(without.ofClass("pedal").isEmpty)
    #expect(with.ofClass("pedal").count == 2)
  }

  @Test func aLabelIsTextWhateverItHolds() throws {
    let label = "</text><script>\u{0}\u{1B}&\"'左手"
    let roll = PianoRoll(prompt: prompt, takes: [.init(label: label, score: score([]))])
    let shown = try elements(roll).ofClass("label").first?.text
    #expect(shown == "</text><script>\u{FFFD}\u{FFFD}&\"'左手")
  }
}
