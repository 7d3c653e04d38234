// One panel of a picture: a take after its prompt.

import Music

/// One panel of a picture.
struct SVGPanel {
  let label: String
  /// Notes with the class that gives their colour; later ones are drawn over earlier ones.
  let voices: [(className: String, notes: [Note])]
  let pedals: [Pedal]
  let chords: [ChordSpan]
  /// Time signatures by the bars at which they are to be read.
  let metres: [Int: String]
  /// How many notes there are but not drawn.
  let omitted: Int

  /// The most notes that a panel draws; of the last voice the first, of the others the last.
  private static let limit = 4000

  init(
    label: String, voices: [(className: String, notes: [Note])], pedals: [Pedal],
    chords: [ChordSpan] = [], metres: [Int: String] = [:]
  ) {
    self.label = label
    var room = Self.limit
    var drawn: [(String, [Note])] = []
    for (index, voice) in voices.enumerated().reversed() {
      let isLast = index == voices.count - 1
      let notes = isLast ? Array(voice.notes.prefix(room)) : voice.notes.suffix(room)
      room -= notes.count
      drawn.insert((voice.className, notes), at: 0)
    }
    self.voices = drawn
    self.pedals = Array(pedals.prefix(Self.limit))
    self.chords = chords
    self.metres = metres
    omitted = voices.reduce(0) { $0 + $1.notes.count } - (Self.limit - room)
  }

  func svg(_ layout: PanelLayout) -> String {
    var svg = sheet(layout) + bars(layout) + seam(layout) + keyboard(layout)
    for voice in voices { svg += notes(voice.notes, voice.className, layout) }
    svg += names(of: chords, layout)
    if layout.hasPedal { svg += pedal(layout) }
    let edge = path("edge", rectangle(layout.left, layout.top, layout.right, layout.bottom))
    return svg + edge + svgText("label", x: layout.left, y: 14, String(label.prefix(120)))
  }

  private func notes(_ notes: [Note], _ name: String, _ layout: PanelLayout) -> String {
    var svg = "<g class=\"\(name)\">\n"
    for note in notes {
      let x = layout.x(note.onset)
      let width = max(1.5, layout.x(note.end) - x)
      let strength = 0.4 + 0.6 * Double(note.velocity.value) / 127
      svg += """
        <rect class="note" x="\(svgNumber(x))" y="\(svgNumber(layout.y(Int(note.pitch.number))))" \
        width="\(svgNumber(width))" height="\(svgNumber(layout.row))" rx="1.5" \
        opacity="\(svgShare(strength))"/>

        """
    }
    return svg + "</g>\n"
  }

  /// The paper with a stripe for each black key and a line below each C.
  private func sheet(_ layout: PanelLayout) -> String {
    let (left, right) = (layout.left, layout.right)
    var (stripes, octaves) = ("", "")
    for pitch in layout.window.pitches {
      let y = layout.y(pitch)
      if isBlackKey(pitch) { stripes += rectangle(left, y, right, y + layout.row) }
      if pitch % 12 == 0 { octaves += line(left, y + layout.row, right, y + layout.row) }
    }
    return path("sheet", rectangle(left, layout.top, right, layout.bottom))
      + path("stripe", stripes) + path("octave", octaves)
  }

  /// The bars of the hole, tinted, and a line where they begin.
  private func seam(_ layout: PanelLayout) -> String {
    guard let hole = layout.window.hole, voices.last?.notes.isEmpty == false else { return "" }
    let (start, end) = (layout.x(hole.lowerBound), layout.x(hole.upperBound))
    return path("hole", rectangle(start, layout.top, end, layout.bottom))
      + path("seam", line(start, layout.top - 5, start, layout.bottom))
  }

  /// The chords' names above the bars, as far as there is room.
  private func names(of chords: [ChordSpan], _ layout: PanelLayout) -> String {
    var (svg, free) = ("", layout.left)
    for span in chords {
      let (x, name) = (layout.x(span.onset), span.chord.description)
      guard x >= free else { continue }
      svg += svgText("chord", x: x + 3, y: layout.top - 9, name)
      free = x + 7 * Double(name.count + 1)
    }
    return svg
  }

  /// Lines for bars and beats; numbers as far as there is room.
  private func bars(_ layout: PanelLayout) -> String {
    let window = layout.window
    let barWidth = (layout.right - layout.left) / Double(window.bars.count)
    let step = [1, 2, 4, 8, 16, 32].first { Double($0) * barWidth >= 26 } ?? 64
    var (bars, beats, numbers) = ("", "", "")
    for index in window.bars.indices {
      let bar = window.bars[index]
      let x = layout.x(bar.onset)
      bars += line(x, layout.top - 5, x, layout.bottom)
      let beatCount = bar.numerator
      if barWidth / Double(beatCount) >= 9 {
        let length = Double((bar.end - bar.onset).value)
        for beat in 1..<max(beatCount, 1) {
          let tick = bar.onset + Tick(Int(length * Double(beat) / Double(beatCount)))
          beats += line(layout.x(tick), layout.top, layout.x(tick), layout.bottom)
        }
      }
      let y = layout.top - 9 - (chords.isEmpty ? 0 : 11)
      if index % step == 0 { numbers += svgText("number", x: x, y: y, "\(index + 1)") }
      if let metre = metres[index] { numbers += svgText("metre", x: x + 14, y: y, metre) }
    }
    return path("beat", beats) + path("bar", bars) + numbers
  }

  private func keyboard(_ layout: PanelLayout) -> String {
    let (left, right) = (layout.left - 26, layout.left - 2)
    let middle = left + 15
    var (blacks, edges, names) = ("", "", "")
    for pitch in layout.window.pitches {
      let y = layout.y(pitch)
      if isBlackKey(pitch) {
        blacks += rectangle(left, y, middle, y + layout.row)
        edges += line(middle, y + layout.row / 2, right, y + layout.row / 2)
      } else if [0, 5].contains(pitch % 12), pitch > layout.window.pitches.lowerBound {
        edges += line(left, y + layout.row, right, y + layout.row)
      }
      if pitch % 12 == 0 {
        let base = y + layout.row / 2 + 3
        names += svgText("pitch", x: left - 5, y: base, Pitch(pitch).description)
      }
    }
    let outline = rectangle(left, layout.top, right, layout.bottom)
    return path("white", outline) + path("black", blacks) + path("edge", edges + outline) + names
  }

  private func pedal(_ layout: PanelLayout) -> String {
    let base = layout.pedalTop + layout.pedalHeight
    var svg = svgText("pitch", x: layout.left - 7, y: base, "Ped.")
    for pedal in pedals {
      let x = layout.x(pedal.onset)
      let width = max(1, layout.x(pedal.end) - x - 1)
      svg += """
        <rect class="pedal" x="\(svgNumber(x))" y="\(svgNumber(layout.pedalTop))" \
        width="\(svgNumber(width))" height="\(svgNumber(layout.pedalHeight))" rx="1.5"/>

        """
    }
    return svg
  }
}

private func isBlackKey(_ pitch: Int) -> Bool { [1, 3, 6, 8, 10].contains(pitch % 12) }

private func path(_ name: String, _ data: String) -> String {
  data.isEmpty ? "" : "<path class=\"\(name)\" d=\"\(data)\"/>\n"
}

private func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> String {
  let end = x1 == x2 ? "V\(svgNumber(y2))" : "H\(svgNumber(x2))"
  return "M\(svgNumber(x1)) \(svgNumber(y1))\(end)"
}

private func rectangle(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> String {
  "M\(svgNumber(x1)) \(svgNumber(y1))H\(svgNumber(x2))V\(svgNumber(y2))H\(svgNumber(x1))Z"
}
