// Counts as a picture.

import Rendering
import Testing

@Suite struct BarChartTests {
  private func picture(_ bars: [(name: String, count: Int)]) throws -> XMLElements {
    try #require(XMLElements(BarChart(title: "A & B", unit: "notes", bars: bars).svg()))
  }

  private func height(_ element: XMLElements.Element) throws -> Double {
    try #require(element.attributes["height"].flatMap { Double($0) })
  }

  @Test func barsAreAsHighAsTheirCounts() throws {
    let bars = try picture([("a", 100), ("b", 50), ("c", 0), ("d", 25)]).ofClass("prompt")
    let heights = try bars.map(height)
    try #require(heights.count == 3)
    #expect(abs(heights[0] - 2 * heights[1]) < 0.2 && abs(heights[1] - 2 * heights[2]) < 0.2)
  }

  @Test func theTotalStandsBelowTheTitle() throws {
    let picture = try picture([("a", 2), ("b", 3)])
    #expect(picture.ofClass("label").map(\.text) == ["A & B"])
    #expect(picture.ofClass("caption").map(\.text) == ["5 notes"])
  }

  @Test func countsStandAboveWideBarsAndTheHighest() throws {
    #expect(
      try picture([("a", 2), ("b", 0), ("c", 7)]).ofClass("count").map(\.text) == ["2", "7"])
    let many = try picture((0..<80).map { ("", $0) })
    #expect(many.ofClass("count").map(\.text) == ["79"])
  }

  @Test func namesThatWouldOverlapAreLeftOut() throws {
    let few = try picture((0..<4).map { ("name \($0)", 1) })
    #expect(few.ofClass("number").count == 4)
    let many = try picture((0..<80).map { ("name \($0)", 1) })
    #expect(1..<40 ~= many.ofClass("number").count)
  }

  @Test func nothingCountedIsAnEmptyChart() throws {
    #expect(try picture([]).ofClass("prompt").isEmpty)
    #expect(try picture([("a", 0)]).ofClass("prompt").isEmpty)
  }
}
