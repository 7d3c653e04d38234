// Words, numbers and the head of a document as SVG takes them.

/// `text` with what XML reserves escaped and what it forbids replaced.
public func escapedForXML(_ text: String) -> String {
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

/// The beginning of a document, up to the paper on which everything stands.
func svgHead(title: String, width: Int, height: Double) -> String {
  """
  <svg xmlns="http://www.w3.org/2000/svg" class="piano-roll" role="img" \
  viewBox="0 0 \(width) \(svgNumber(height))" width="\(width)" height="\(svgNumber(height))">
  <title>\(escapedForXML(title))</title>
  <style>
  \(SVGStyle.sheet)</style>
  <rect class="paper" width="100%" height="100%"/>

  """
}

/// A colour of the legend with its name, on the line of the caption.
func svgLegendKey(_ className: String, _ name: String, x: Double) -> String {
  """
  <rect class="\(className) key" x="\(svgNumber(x))" y="11" width="14" height="10" rx="2"/>\
  <text class="caption" x="\(svgNumber(x + 20))" y="20">\(escapedForXML(name))</text>

  """
}

/// A line of text of a class; nothing when it is empty.
func svgText(_ className: String, x: Double, y: Double, _ text: String) -> String {
  guard !text.isEmpty else { return "" }
  let position = "x=\"\(svgNumber(x))\" y=\"\(svgNumber(y))\""
  return "<text class=\"\(className)\" \(position)>\(escapedForXML(text))</text>\n"
}
