// A chart of lines: axes, places, words.

import Rendering
import Testing

@Suite struct LineChartTests {
  private func chart(_ lines: [LineChart.Line]) throws -> XMLElements {
    try #require(
      XMLElements(LineChart(title: "A < B", xUnit: "steps", yUnit: "nats", lines: lines).svg()))
  }

  private func numbers(_ attribute: String, of dots: [XMLElements.Element]) -> [Double] {
    dots.compactMap { dot in dot.attributes[attribute].flatMap { Double($0) } }
  }

  @Test func everyDotStandsWhereItsNumbersSay() throws {
    let points = [(x: 0.0, y: 1.0), (x: 50, y: 3), (x: 100, y: 2)]
    let dots = try chart([.init(name: "loss", points: points, isDotted: true)]).all.filter {
      $0.name == "circle"
    }
    #expect(dots.count == 3)
    let (x, y) = (numbers("cx", of: dots), numbers("cy", of: dots))
    #expect(x.count == 3 && y.count == 3)
    #expect(abs((x[0] + x[2]) / 2 - x[1]) < 0.11)
    // 1 comes before the first twentieth: the axis begins below 2 and holds it at its lower end.
    #expect(y[0] > y[2] && y[2] > y[1])
  }

  @Test func whatIsFarAboveAtTheBeginningDoesNotFlattenTheRest() throws {
    let points = (0...100).map { (i: Int) -> (x: Double, y: Double) in
      (x: Double(i), y: i < 3 ? 1000 : 2 + Double(i) / 100)
    }
    let dots = try chart([.init(name: "loss", points: points, isDotted: true)]).all.filter {
      $0.name == "circle"
    }
    let y = numbers("cy", of: dots)
    #expect((y[5] - y[100]) > 150)
  }

  @Test func whatIsFarAboveOrBelowStaysInThePicture() throws {
    for far in [1000.0, -1000] {
      let points = (0...100).map { (i: Int) -> (x: Double, y: Double) in
        (x: Double(i), y: i < 3 ? far : 2 + Double(i) / 100)
      }
      let elements = try chart([.init(name: "loss", points: points, isDotted: true)]).all
      let y = numbers("cy", of: elements.filter { $0.name == "circle" })
      #expect(y[0] == y[2] && (0...1000).contains(y[0]))
      #expect(far > 0 ? y[0] < y[100] : y[0] > y[3])
    }
  }

  @Test func noPointsAndOnePointAreDrawnToo() throws {
    _ = try chart([])
    _ = try chart([.init(name: "nothing", points: [])])
    let dots = try chart([.init(name: "one", points: [(x: 0, y: 5)], isDotted: true)])
    #expect(dots.all.count { $0.name == "circle" } == 1)
  }

  @Test func theNamesOfAllLinesAreInTheLegend() throws {
    let lines = ["training", "validation & test"].map {
      LineChart.Line(name: $0, points: [(x: 0, y: 0), (x: 1, y: 1)])
    }
    let svg = LineChart(title: "", xUnit: "", yUnit: "", lines: lines).svg()
    #expect(svg.contains(">training<") && svg.contains(">validation &amp; test<"))
  }
}
