// The picture of a whole piece.

import Music
import Rendering
import Testing

@Suite struct ScorePlotTests {
  private let right = beats(bars: 0..<20, pitch: 72)
  private let left = beats(bars: 0..<20, pitch: 48) + beats(bars: 0..<20, pitch: 52)

  private func plot(pedals: [Pedal] = [], bars: Range<Int>? = nil) throws -> XMLElements {
    let score = Score(
      ticksPerQuarter: 4,
      tracks: [Track(notes: right), Track(notes: left, pedals: pedals)])
    let plot = ScorePlot(
      score, parts: [.init(.left, left), .init(.right, right)], bars: bars, title: "A <piece>")
    return try #require(XMLElements(plot.svg()))
  }

  @Test func everyNoteOfEveryHandIsDrawnOnce() throws {
    let picture = try plot()
    #expect(picture.ofClass("note", in: "right").count == right.count)
    #expect(picture.ofClass("note", in: "left").count == left.count)
    #expect(picture.ofClass("note").count == right.count + left.count)
  }

  @Test func aPieceIsDrawnInSystemsOfEightBars() throws {
    let picture = try plot()
    #expect(picture.ofClass("sheet").count == 3)
    #expect(picture.ofClass("number").map(\.text) == (1...20).map { "\($0)" })
    #expect(picture.ofClass("caption").first?.text == "A <piece>, 20 bars")
  }

  @Test func someBarsAreDrawnWithTheirNumbers() throws {
    let picture = try plot(bars: 8..<12)
    #expect(picture.ofClass("number").map(\.text) == ["9", "10", "11", "12"])
    #expect(picture.ofClass("note", in: "right").count == 16)
    #expect(picture.ofClass("caption").first?.text == "A <piece>, bars 9 to 12 of 20")
  }

  @Test func theLegendNamesOnlyTheHandsThatPlay() throws {
    let captions = try plot().ofClass("caption").map(\.text).dropFirst()
    #expect(Set(captions) == ["right hand", "left hand"])
  }

  @Test func aMetreStandsWhereItBegins() throws {
    let score = Score(
      ticksPerQuarter: 4, tracks: [Track(notes: right)],
      metres: [(0, 4), (16 * 9, 3), (16 * 9 + 24, 4)].map {
        Metre(onset: Tick($0.0), numerator: $0.1, denominator: 4)
      })
    func metres(_ bars: Range<Int>?) throws -> [String] {
      let plot = ScorePlot(score, parts: [.init(.right, right)], bars: bars, title: "")
      return try #require(XMLElements(plot.svg())).ofClass("metre").map(\.text)
    }
    #expect(try metres(nil) == ["4/4", "3/4", "4/4"])
    #expect(try metres(10..<13) == ["3/4", "4/4"])
  }

  @Test func chordsStandAboveTheirBars() throws {
    let chords = try plot(bars: 0..<1).ofClass("chord")
    #expect(chords.map(\.text) == ["C"])
  }

  @Test func aPedalOverABarLineIsDrawnInBothSystems() throws {
    let across = Pedal(onset: Tick(7 * 16), duration: Tick(32))
    #expect(try plot(pedals: [across]).ofClass("pedal").count == 2)
    #expect(try plot().ofClass("pedal").isEmpty)
  }
}
