// A whole piece as a picture in SVG.

import Music

extension ScorePlot {
  /// One whole SVG document; its colours follow the reader's light or dark setting.
  ///
  /// - Parameter barsPerSystem: How many bars stand side by side.
  public func svg(barsPerSystem: Int = 8, width: Int = 1120) -> String {
    precondition(barsPerSystem > 0 && width >= 200, "\(barsPerSystem) bars on \(width)")
    let systems = systems(of: barsPerSystem, width: Double(width))
    let top = 34.0
    let height = top + systems.reduce(0) { $0 + $1.layout.height }
    let omitted = systems.reduce(0) { $0 + $1.panel.omitted }
    let rest = omitted > 0 ? " \(omitted) notes are left out." : ""
    var svg = svgHead(title: title, width: width, height: height)
    svg += svgText("caption", x: systems[0].layout.left, y: 20, title + caption + rest)
    svg += legend(right: systems[0].layout.right)
    var y = top
    for (layout, panel) in systems {
      svg += "<g transform=\"translate(0 \(svgNumber(y)))\">\n\(panel.svg(layout))</g>\n"
      y += layout.height
    }
    return svg + "</svg>\n"
  }

  private var caption: String {
    let range = "\(bars.startIndex + 1) to \(bars.endIndex)"
    return bars.count == barCount ? ", \(barCount) bars" : ", bars \(range) of \(barCount)"
  }

  private func systems(
    of count: Int, width: Double
  ) -> [(layout: PanelLayout, panel: SVGPanel)] {
    let pedals = score.tracks.flatMap(\.pedals)
    let hasPedal = !pedals.isEmpty
    return stride(from: bars.startIndex, to: bars.endIndex, by: count).map { first in
      let shown = bars[first..<min(first + count, bars.endIndex)]
      let window = Window(bars: shown, barCount: barCount, of: score, pitchCount: 25)
      // The last system is as wide as its bars are, beside those above it.
      let share = first == bars.startIndex ? 1 : Double(shown.count) / Double(count)
      let layout = PanelLayout(
        window, width: PanelLayout.width(of: share, in: width), hasPedal: hasPedal)
      let panel = SVGPanel(
        label: "",
        voices: parts.map { ($0.kind.className, window.visible($0.notes)) },
        pedals: pedals.filter { $0.onset < window.end && $0.end > window.start },
        chords: chords.filter { $0.onset < window.end && $0.end > window.start },
        metres: metres(in: shown.indices))
      return (layout, panel)
    }
  }

  /// Of the first bar of the picture, and of those that have another than the bar before.
  private func metres(in shown: Range<Int>) -> [Int: String] {
    var metres: [Int: String] = [:]
    for index in shown {
      let name = "\(bars[index].numerator)/\(bars[index].denominator)"
      if index > bars.startIndex,
        name == "\(bars[index - 1].numerator)/\(bars[index - 1].denominator)"
      {
        continue
      }
      metres[index] = name
    }
    return metres
  }

  /// The hands that have notes, each beside its colour.
  private func legend(right: Double) -> String {
    let kinds = Part.Kind.allCases.filter { kind in
      parts.contains { $0.kind == kind && !$0.notes.isEmpty }
    }
    var (svg, x) = ("", right)
    for kind in kinds.reversed() {
      x -= 34 + 6 * Double(kind.rawValue.count)
      svg += svgLegendKey(kind.className, kind.rawValue, x: x)
    }
    return svg
  }
}

extension ScorePlot.Part.Kind {
  var className: String {
    switch self {
    case .right: "right"
    case .left: "left"
    case .other: "other"
    }
  }
}
