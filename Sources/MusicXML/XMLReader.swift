// The tags and texts of an XML document, one after the other.

/// Reads an XML 1.0 document from front to back.
///
/// What needs a document type definition is not there: an internal subset is refused, an external
/// one never looked for, and only XML's own five entities are known. So nothing grows by reading.
struct XMLReader {
  enum Item {
    case start(name: String, attributes: [XMLAttribute])
    /// Follows the start of an element at once where its tag ends with `/>`.
    case end
    case text([UInt8])
  }

  /// More than any score has.
  static let mostLevels = 64

  private let bytes: [UInt8]
  private var at = 0
  /// The line of the item that was read last, counted from 1.
  private(set) var line = 1
  private var open: [String] = []
  private var endsAtOnce = false
  private var hasRoot = false

  /// - Parameter bytes: UTF-8, or UTF-16 with a byte order mark.
  init(_ bytes: [UInt8]) throws(MusicXMLError) {
    self.bytes = try utf8(bytes)
  }

  /// How many elements are open.
  var level: Int { open.count }

  /// nil at the end of the document.
  mutating func next() throws(MusicXMLError) -> Item? {
    if endsAtOnce {
      endsAtOnce = false
      open.removeLast()
      return .end
    }
    while at < bytes.count {
      guard bytes[at] == UInt8(ascii: "<") else {
        let text = try readText(until: UInt8(ascii: "<"))
        if !open.isEmpty { return .text(text) }
        guard text.allSatisfy(isSpace) else { throw malformed("there is text around the score") }
        continue
      }
      if try skip(from: "<!--", through: "-->") { continue }
      if try skip(from: "<?", through: "?>") { continue }
      if starts(with: "<![CDATA[") {
        let start = at + 9
        _ = try skip(from: "<![CDATA[", through: "]]>")
        guard !open.isEmpty else { throw malformed("there is text around the score") }
        return .text(Array(bytes[start..<at - 3]))
      }
      if starts(with: "<!DOCTYPE") {
        try skipDocumentType()
        continue
      }
      return starts(with: "</") ? try readEnd() : try readStart()
    }
    guard open.isEmpty, hasRoot else { throw error(.textCutShort) }
    return nil
  }

  /// The element whose start was read last, with all that it holds.
  ///
  /// - Throws: When it holds more than `most` elements and attributes or bytes of text.
  mutating func element(
    _ name: String, _ attributes: [XMLAttribute], most: Int = 10_000
  ) throws(MusicXMLError) -> XMLElement {
    let start = line
    var stack = [XMLElement(name: name, attributes: attributes, line: line)]
    var left = most
    while let item = try next() {
      switch item {
      case .start(let name, let attributes):
        stack.append(XMLElement(name: name, attributes: attributes, line: line))
        left -= 1 + attributes.count
      case .text(let text):
        stack[stack.count - 1].text += text
        left -= text.count / 16
      case .end:
        let element = stack.removeLast()
        guard !stack.isEmpty else { return element }
        stack[stack.count - 1].children.append(element)
      }
      guard left > 0 else { throw MusicXMLError(.elementTooLarge(name: name), line: start) }
    }
    throw error(.textCutShort)
  }

  /// Passes over the element whose start was read last.
  mutating func skipElement() throws(MusicXMLError) {
    let outside = open.count - 1
    while open.count > outside || endsAtOnce, try next() != nil {}
  }

  // MARK: - Tags

  private mutating func readStart() throws(MusicXMLError) -> Item {
    at += 1
    let name = try readName()
    var attributes: [XMLAttribute] = []
    while true {
      let spaces = skipSpaces()
      guard at < bytes.count else { throw error(.textCutShort) }
      if bytes[at] == UInt8(ascii: ">") { break }
      if starts(with: "/>") {
        endsAtOnce = true
        at += 1
        break
      }
      guard spaces > 0 else { throw malformed("<\(name.prefix(40))> is not written as a tag is") }
      attributes.append(try readAttribute())
      guard attributes.count <= 100 else { throw error(.elementTooLarge(name: name)) }
    }
    at += 1
    guard !open.isEmpty || !hasRoot else { throw malformed("a second score follows the first") }
    guard open.count < XMLReader.mostLevels else {
      throw error(.nestedTooDeeply(limit: XMLReader.mostLevels))
    }
    hasRoot = true
    open.append(name)
    return .start(name: name, attributes: attributes)
  }

  private mutating func readEnd() throws(MusicXMLError) -> Item {
    at += 2
    let name = try readName()
    _ = skipSpaces()
    guard at < bytes.count else { throw error(.textCutShort) }
    guard bytes[at] == UInt8(ascii: ">") else { throw malformed("</\(name)> is not closed") }
    at += 1
    guard let last = open.popLast() else { throw malformed("</\(name)> ends nothing") }
    guard last == name else { throw error(.wrongEndTag(name, open: last)) }
    return .end
  }

  private mutating func readAttribute() throws(MusicXMLError) -> XMLAttribute {
    let name = try readName()
    _ = skipSpaces()
    guard at < bytes.count, bytes[at] == UInt8(ascii: "=") else {
      throw malformed("the attribute \(name) has no value")
    }
    at += 1
    _ = skipSpaces()
    guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") || bytes[at] == UInt8(ascii: "'") else {
      throw malformed("the value of \(name) is not in quotation marks")
    }
    let quote = bytes[at]
    at += 1
    let value = try readText(until: quote)
    guard at < bytes.count else { throw error(.textCutShort) }
    at += 1
    return XMLAttribute(name: name, value: String(decoding: value, as: UTF8.self))
  }

  /// - Throws: When nothing, or more than a name can be, stands here.
  private mutating func readName() throws(MusicXMLError) -> String {
    let start = at
    while at < bytes.count, isName(bytes[at]) { at += 1 }
    guard at > start else {
      throw at < bytes.count ? malformed("a name is missing in a tag") : error(.textCutShort)
    }
    guard at - start <= 200 else { throw malformed("a name in a tag is too long") }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }

  // MARK: - Text

  /// To the next `end`, or to the end of the document; entities stand for their characters.
  private mutating func readText(until end: UInt8) throws(MusicXMLError) -> [UInt8] {
    var text: [UInt8] = []
    while at < bytes.count, bytes[at] != end {
      let byte = bytes[at]
      at += 1
      if byte == UInt8(ascii: "&") {
        text += try readEntity()
      } else {
        if byte == UInt8(ascii: "\n") { line += 1 }
        text.append(byte)
      }
    }
    return text
  }

  private mutating func readEntity() throws(MusicXMLError) -> [UInt8] {
    let name = bytes[at...].prefix(12).prefix { $0 != UInt8(ascii: ";") }
    guard at + name.count < bytes.count, bytes[at + name.count] == UInt8(ascii: ";") else {
      throw malformed("an & is not followed by a name and ;")
    }
    at += name.count + 1
    let text = String(decoding: name, as: UTF8.self)
    switch text {
    case "lt": return [UInt8(ascii: "<")]
    case "gt": return [UInt8(ascii: ">")]
    case "amp": return [UInt8(ascii: "&")]
    case "quot": return [UInt8(ascii: "\"")]
    case "apos": return [UInt8(ascii: "'")]
    default:
      let digits = text.hasPrefix("#x") ? (text.dropFirst(2), 16) : (text.dropFirst(1), 10)
      guard text.hasPrefix("#"), let number = UInt32(digits.0, radix: digits.1),
        let scalar = Unicode.Scalar(number)
      else { throw error(.unknownEntity(text)) }
      return Array(String(Character(scalar)).utf8)
    }
  }

  // MARK: - What is passed over

  private mutating func skipDocumentType() throws(MusicXMLError) {
    guard !hasRoot else { throw malformed("a document type stands behind the start") }
    var quote: UInt8?
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      if byte == UInt8(ascii: "\n") { line += 1 }
      if let mark = quote {
        if byte == mark { quote = nil }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
      case UInt8(ascii: "["): throw error(.declaredEntities)
      case UInt8(ascii: ">"): return
      default: break
      }
    }
    throw error(.textCutShort)
  }

  private mutating func skip(
    from start: StaticString, through end: StaticString
  ) throws(MusicXMLError) -> Bool {
    guard starts(with: start) else { return false }
    at += start.utf8CodeUnitCount
    while at < bytes.count {
      if starts(with: end) {
        at += end.utf8CodeUnitCount
        return true
      }
      if bytes[at] == UInt8(ascii: "\n") { line += 1 }
      at += 1
    }
    throw error(.textCutShort)
  }

  private func starts(with text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard bytes.count - at >= count else { return false }
    for index in 0..<count where bytes[at + index] != text.utf8Start[index] { return false }
    return true
  }

  private mutating func skipSpaces() -> Int {
    let start = at
    while at < bytes.count, isSpace(bytes[at]) {
      if bytes[at] == UInt8(ascii: "\n") { line += 1 }
      at += 1
    }
    return at - start
  }

  private func error(_ reason: MusicXMLError.Reason) -> MusicXMLError {
    MusicXMLError(reason, line: line)
  }

  private func malformed(_ what: String) -> MusicXMLError { error(.malformed(what)) }
}

private func isSpace(_ byte: UInt8) -> Bool {
  byte == 32 || byte == 9 || byte == 10 || byte == 13
}

/// All letters beyond ASCII count as parts of names.
private func isName(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
    UInt8(ascii: ":"), UInt8(ascii: "."), 0x80...0xFF:
    true
  default: false
  }
}
