// Quantities that change, drawn as lines.

import Foundation

/// Quantities over a common axis, such as losses over tokens, drawn as lines.
public struct LineChart: Sendable {
  public struct Line: Sendable {
    public let name: String
    public let points: [(x: Double, y: Double)]
    /// Whether each point has a dot that tells its numbers when the pointer rests on it.
    public let isDotted: Bool

    public init(name: String, points: [(x: Double, y: Double)], isDotted: Bool = false) {
      (self.name, self.points, self.isDotted) = (name, points, isDotted)
    }
  }

  public let title: String
  /// What the axes count, such as "million tokens" and "nats a token".
  public let xUnit, yUnit: String
  public let lines: [Line]

  public init(title: String, xUnit: String, yUnit: String, lines: [Line]) {
    (self.title, self.xUnit, self.yUnit, self.lines) = (title, xUnit, yUnit, lines)
  }

  /// Of a line and of its key in the legend.
  private static let classes = [("first", "prompt"), ("second", "take"), ("third", "left")]

  /// A whole SVG document whose colours follow the reader's light or dark setting. The vertical
  /// axis holds all that comes after the first twentieth of the horizontal one; what is above
  /// stands at its upper end.
  public func svg(width: Int = 640, height: Int = 320) -> String {
    precondition(width >= 300 && height >= 160, "\(width) by \(height)")
    let frame = Frame(
      left: 52, right: Double(width) - 16, top: 48, bottom: Double(height) - 40,
      points: lines.flatMap(\.points))
    var svg = svgHead(title: title, width: width, height: Double(height))
    svg += svgText("label", x: 14, y: 20, title)
    svg += svgText("caption", x: 14, y: 37, yUnit)
    svg += svgText("number", x: (frame.left + frame.right) / 2, y: Double(height) - 8, xUnit)
    svg += axes(frame)
    var key = Double(width) / 2
    for (index, line) in lines.enumerated() {
      let (stroke, fill) = Self.classes[index % Self.classes.count]
      svg += svgLegendKey(fill, line.name, x: key)
      key += 34 + 6.5 * Double(line.name.count)
      svg += path(line, frame, stroke)
      if line.isDotted { svg += dots(line, frame, fill) }
    }
    return svg + "</svg>\n"
  }

  private func axes(_ frame: Frame) -> String {
    var svg = ""
    for tick in ticks(frame.y) {
      let y = frame.place(y: tick)
      svg +=
        "<path class=\"octave\" d=\"M\(svgNumber(frame.left)) \(svgNumber(y))"
        + "H\(svgNumber(frame.right))\"/>\n"
      svg += svgText("pitch", x: frame.left - 6, y: y + 3, String(format: "%g", tick))
    }
    for tick in ticks(frame.x) {
      svg += svgText(
        "number", x: frame.place(x: tick), y: frame.bottom + 15, String(format: "%g", tick))
    }
    return svg
  }

  private func path(_ line: Line, _ frame: Frame, _ style: String) -> String {
    let places = line.points.map {
      "\(svgNumber(frame.place(x: $0.x))) \(svgNumber(frame.place(y: $0.y)))"
    }
    guard !places.isEmpty else { return "" }
    return "<path class=\"\(style)\" stroke-width=\"2\" d=\"M\(places.joined(separator: "L"))\"/>\n"
  }

  private func dots(_ line: Line, _ frame: Frame, _ style: String) -> String {
    line.points.map { point in
      """
      <circle class="\(style)" cx="\(svgNumber(frame.place(x: point.x)))" \
      cy="\(svgNumber(frame.place(y: point.y)))" r="3.5"><title>\(escapedForXML(line.name)): \
      \(String(format: "%g", point.y)) at \(String(format: "%g", point.x))</title></circle>

      """
    }.joined()
  }
}

/// Where numbers stand in the picture.
private struct Frame {
  let left, right, top, bottom: Double
  let x, y: ClosedRange<Double>

  init(
    left: Double, right: Double, top: Double, bottom: Double, points: [(x: Double, y: Double)]
  ) {
    (self.left, self.right, self.top, self.bottom) = (left, right, top, bottom)
    let end = points.map(\.x).max() ?? 1
    let start = min(0, points.map(\.x).min() ?? 0)
    x = start...(end > start ? end : start + 1)
    let settled = points.filter { $0.x >= start + 0.05 * (end - start) }.map(\.y)
    let (low, high) = (settled.min() ?? 0, settled.max() ?? 1)
    let margin = high > low ? 0.05 * (high - low) : 0.5
    y = low - margin...high + margin
  }

  func place(x value: Double) -> Double {
    left + (right - left) * (value - x.lowerBound) / (x.upperBound - x.lowerBound)
  }

  func place(y value: Double) -> Double {
    let inside = min(max(value, y.lowerBound), y.upperBound)
    return bottom - (bottom - top) * (inside - y.lowerBound) / (y.upperBound - y.lowerBound)
  }
}

/// Round numbers within the range, four to ten of them.
private func ticks(_ range: ClosedRange<Double>) -> [Double] {
  let rough = (range.upperBound - range.lowerBound) / 5
  let power = pow(10, log10(rough).rounded(.down))
  let step = power * ([1, 2, 5, 10].first { $0 * power >= rough } ?? 10)
  let first = Int((range.lowerBound / step).rounded(.up))
  let last = Int((range.upperBound / step).rounded(.down))
  return first <= last ? (first...last).map { Double($0) * step } : []
}
