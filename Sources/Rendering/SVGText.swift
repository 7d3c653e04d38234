// Words and numbers as SVG takes them.

/// `text` with what XML reserves escaped and what it forbids replaced.
func escapedForXML(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// A length in the picture, to a tenth of its unit.
func svgNumber(_ value: Double) -> String {
  let tenths = Int((value * 10).rounded())
  let sign = tenths < 0 ? "-" : ""
  let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
  return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
}

/// A share from 0 to 1, to a hundredth.
func svgShare(_ value: Double) -> String {
  let hundredths = Int((value * 100).rounded())
  return hundredths >= 100 ? "1" : hundredths < 10 ? ".0\(hundredths)" : ".\(hundredths)"
}
