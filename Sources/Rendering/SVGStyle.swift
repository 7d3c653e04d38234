// The colours of a picture, by day and by night.

/// The style sheet of a picture. Colours are written out, for readers without CSS variables.
enum SVGStyle {
  static var sheet: String {
    shapes + colours(of: light) + "@media (prefers-color-scheme:dark){\n" + colours(of: dark)
      + "}\n"
  }

  private static let shapes = """
    .piano-roll{font:11px system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif}
    .piano-roll path{stroke:none;fill:none}
    .piano-roll .label{font-weight:600;font-size:13px}
    .piano-roll .number{text-anchor:middle;font-size:10px}
    .piano-roll .count{text-anchor:middle;font-size:9px}
    .piano-roll .metre{font-size:10px}
    .piano-roll .chord{font-weight:600;font-size:10px}
    .piano-roll .pitch{text-anchor:end;font-size:9px}
    .piano-roll .note{stroke-width:.5}
    .piano-roll .hole{opacity:.08}
    .piano-roll .pedal{opacity:.55}

    """

  private struct Palette {
    let paper, sheet, stripe, octave, beat, bar, edge, white, black, ink, faint, prompt,
      take, left: String
  }

  private static let light = Palette(
    paper: "#fff", sheet: "#fff", stripe: "#f3f5f9", octave: "#d3d9e4", beat: "#e9edf3",
    bar: "#b4bccb", edge: "#c3cad7", white: "#fff", black: "#3a4354", ink: "#2c3442",
    faint: "#6b768c", prompt: "#4676b8", take: "#e0661a",
    left: "#1f8a70")

  private static let dark = Palette(
    paper: "#12151a", sheet: "#1a1e26", stripe: "#14181f", octave: "#303746", beat: "#232934",
    bar: "#4a556a", edge: "#3b4557", white: "#c9d0dc", black: "#0c0f13", ink: "#dde3ee",
    faint: "#8e99ae", prompt: "#6ea2e6", take: "#ff9142",
    left: "#4fc3a1")

  private static func colours(of palette: Palette) -> String {
    let fills = [
      ("paper", palette.paper), ("sheet", palette.sheet), ("stripe", palette.stripe),
      ("hole", palette.take), ("white", palette.white), ("black", palette.black),
      ("prompt", palette.prompt), ("take", palette.take), ("pedal", palette.faint),
      ("caption", palette.faint), ("number", palette.faint), ("pitch", palette.faint),
      ("label", palette.ink), ("chord", palette.ink), ("metre", palette.ink),
      ("right", palette.prompt), ("left", palette.left), ("other", palette.faint),
      ("count", palette.faint),
    ]
    let strokes = [
      ("octave", palette.octave), ("beat", palette.beat), ("bar", palette.bar),
      ("edge", palette.edge), ("seam", palette.take), ("note", palette.sheet),
      ("first", palette.prompt), ("second", palette.take), ("third", palette.left),
    ]
    return fills.map { ".piano-roll .\($0){fill:\($1)}" }.joined(separator: "\n") + "\n"
      + strokes.map { ".piano-roll .\($0){stroke:\($1)}" }.joined(separator: "\n") + "\n"
  }
}
