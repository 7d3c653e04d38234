// Counts, drawn as bars.

/// Counts of something, drawn as upright bars with their names below.
public struct BarChart: Sendable {
  public let title: String
  /// What is counted, such as "notes".
  public let unit: String
  public let bars: [(name: String, count: Int)]

  public init(title: String, unit: String, bars: [(name: String, count: Int)]) {
    self.title = title
    self.unit = unit
    self.bars = bars
  }

  /// A whole SVG document that can also stand in a page; its colours follow the reader's light or
  /// dark setting. Each bar tells its count when the pointer rests on it; wide ones, and the
  /// highest, have it above them.
  public func svg(width: Int = 540, height: Int = 220) -> String {
    precondition(width >= 200 && height >= 120, "\(width) by \(height)")
    let (left, top, bottom) = (14.0, 54.0, Double(height) - 26)
    let step = (Double(width) - 2 * left) / Double(max(1, bars.count))
    let most = max(1, bars.map(\.count).max() ?? 1)
    let total = bars.reduce(0) { $0 + $1.count }
    var svg = svgHead(title: title, width: width, height: Double(height))
    svg += svgText("label", x: left, y: 18, title)
    svg += svgText("caption", x: left, y: 33, "\(total) \(unit)")
    let isWide = step >= 26
    let highest = bars.firstIndex { $0.count == most }
    var nextName = 0.0
    for (index, bar) in bars.enumerated() {
      let x = left + Double(index) * step
      let high = (bottom - top) * Double(bar.count) / Double(most)
      if bar.count > 0 {
        svg += """
          <rect class="prompt" x="\(svgNumber(x + step * 0.08))" \
          y="\(svgNumber(bottom - max(1, high)))" width="\(svgNumber(step * 0.84))" \
          height="\(svgNumber(max(1, high)))">\
          <title>\(escapedForXML(bar.name)): \(bar.count)</title></rect>

          """
      }
      let middle = x + step / 2
      if bar.count > 0, isWide || index == highest {
        svg += svgText("count", x: middle, y: bottom - max(1, high) - 4, "\(bar.count)")
      }
      if !bar.name.isEmpty, middle >= nextName {
        svg += svgText("number", x: middle, y: bottom + 14, bar.name)
        nextName = middle + 7 * Double(bar.name.count) + 2
      }
    }
    let axis = "M\(svgNumber(left)) \(svgNumber(bottom))H\(svgNumber(Double(width) - left))"
    return svg + "<path class=\"bar\" d=\"\(axis)\"/>\n</svg>\n"
  }
}
