// Piano rolls as a picture in SVG.

import Music

extension PianoRoll {
  /// One picture with a panel for each take, stacked; a whole SVG document that can also stand in a
  /// page. Its colours follow the reader's light or dark setting.
  ///
  /// Shown are the bars of the hole and `context` bars before and after it, of the prompt alone its
  /// last bars; a caption says which, and how many notes of a very dense panel are left out.
  public func svg(context: Int = 4, width: Int = 1120) -> String {
    precondition(context >= 0 && width >= 200, "context \(context), width \(width)")
    let window = Window(self, context: context, limit: 64, pitchCount: 25)
    let layout = PanelLayout(window, width: Double(width), hasPedal: hasPedal(in: window))
    let panels = panels.map { take in
      SVGPanel(
        label: take?.label ?? "",
        voices: [
          ("prompt", window.notes(of: prompt)),
          ("take", take.map { window.notes(of: $0.score) } ?? []),
        ],
        pedals: window.pedals(of: prompt) + (take.map { window.pedals(of: $0.score) } ?? []))
    }
    let top = 34.0
    let height = top + Double(panels.count) * layout.height
    var svg = svgHead(title: window.caption, width: width, height: height)
    let omitted = panels.map(\.omitted).reduce(0, +)
    let rest = omitted > 0 ? " \(omitted) notes are left out." : ""
    svg += svgText("caption", x: layout.left, y: 20, window.caption + rest)
    if !takes.isEmpty { svg += legend(right: layout.right) }
    for (index, panel) in panels.enumerated() {
      svg += "<g transform=\"translate(0 \(svgNumber(top + Double(index) * layout.height)))\">\n"
      svg += panel.svg(layout) + "</g>\n"
    }
    return svg + "</svg>\n"
  }

  func hasPedal(in window: Window) -> Bool {
    ([prompt] + takes.map(\.score)).contains { !window.pedals(of: $0).isEmpty }
  }

  private func legend(right: Double) -> String {
    var svg = ""
    for (name, x) in [("prompt", right - 120), ("take", right - 48)] {
      svg += svgLegendKey(name, name, x: x)
    }
    return svg
  }
}
