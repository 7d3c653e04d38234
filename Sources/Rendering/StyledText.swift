// Text with ANSI colours, and the columns that text takes.

/// Text with the 256 ANSI colours; a colour is written only where it changes.
struct StyledText {
  static let faint: UInt8 = 244

  private var text = ""
  private var foreground: UInt8?
  private var background: UInt8?

  /// nil is the terminal's own colour.
  mutating func append(_ part: String, _ foreground: UInt8?, on background: UInt8? = nil) {
    if background != self.background || (foreground == nil && self.foreground != nil) {
      text += "\u{1B}[0m"
      (self.foreground, self.background) = (nil, nil)
      if let background { text += "\u{1B}[48;5;\(background)m" }
    }
    if let foreground, foreground != self.foreground { text += "\u{1B}[38;5;\(foreground)m" }
    (self.foreground, self.background) = (foreground, background)
    text += part
  }

  /// The text, with the terminal's own colours restored.
  var finished: String { foreground == nil && background == nil ? text : text + "\u{1B}[0m" }
}

extension String {
  /// The text in exactly `columns` columns of a terminal: cut or filled up with spaces. What has
  /// no shape or would move the cursor becomes a question mark, and all but ASCII if `ascii`.
  func fitted(columns: Int, ascii: Bool) -> String {
    var result = ""
    var used = 0
    for character in self {
      let shown = character.isShown(ascii: ascii) ? character : "?"
      guard used + shown.columns <= columns else { break }
      result.append(shown)
      used += shown.columns
    }
    return result + String(repeating: " ", count: columns - used)
  }
}

extension Character {
  /// Whether the character has a shape of its own, and is ASCII if `ascii`.
  fileprivate func isShown(ascii: Bool) -> Bool {
    let first = unicodeScalars.first!
    if ascii { return unicodeScalars.count == 1 && 32..<127 ~= first.value }
    switch first.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .nonspacingMark, .enclosingMark,
      .surrogate, .unassigned, .privateUse:
      return false
    default: return true
    }
  }

  /// The columns that the character takes in a terminal: two for those of East Asia and emoji.
  fileprivate var columns: Int {
    switch unicodeScalars.first!.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      2
    default: 1
    }
  }
}
