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
        label: take?.label ?? "", prompt: window.notes(of: prompt),
        new: take.map { window.notes(of: $0.score) } ?? [],
        pedals: window.pedals(of: prompt) + (take.map { window.pedals(of: $0.score) } ?? []))
    }
    let top = 34.0
    let height = top + Double(panels.count) * layout.height
    let size = "\(width) \(svgNumber(height))"
    var svg = """
      <svg xmlns="http://www.w3.org/2000/svg" class="piano-roll" role="img" \
      viewBox="0 0 \(size)" width="\(width)" height="\(svgNumber(height))">
      <title>\(escapedForXML(window.caption))</title>
      <style>
      \(SVGStyle.sheet)</style>
      <rect class="paper" width="100%" height="100%"/>

      """
    let omitted = panels.map(\.omitted).reduce(0, +)
    let rest = omitted > 0 ? " \(omitted) notes are left out." : ""
    svg += "<text class=\"caption\" x=\"\(svgNumber(layout.left))\" y=\"20\">"
    svg += escapedForXML(window.caption + rest) + "</text>\n"
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
      svg += """
        <rect class="\(name) key" x="\(svgNumber(x))" y="11" width="14" height="10" rx="2"/>\
        <text class="caption" x="\(svgNumber(x + 20))" y="20">\(name)</text>

        """
    }
    return svg
  }
}
