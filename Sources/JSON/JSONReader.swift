// Reads JSON text from front to back, and knows the place of every error.

/// A cursor in JSON text. It reads a value of any kind, or just the kind that the caller expects.
///
/// A caller that knows what must come next refuses anything else at once: a hostile header of
/// 100 MB never becomes a tree of values.
///
///     var reader = JSONReader(Array(#"{"shape": [2, 3]}"#.utf8))
///     try reader.object { (reader, name) throws(JSONError) in print(name, try reader.numbers()) }
public struct JSONReader {
  private let text: [UInt8]
  /// How deep values may stand within values.
  private static let deepest = 64

  /// In bytes from the start of the text.
  public private(set) var position = 0

  public init(_ text: [UInt8]) { self.text = text }

  private var next: UInt8? { position < text.count ? text[position] : nil }

  /// An error at this position.
  public func malformed(_ what: String) -> JSONError {
    JSONError(.malformed(what), offset: position)
  }

  /// Passes the space that is left, after which the text must end.
  public mutating func end() throws(JSONError) {
    skipSpace()
    guard position == text.count else { throw malformed("text after the end") }
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
      position += 1
    }
  }

  /// Whether `character` stands next; if so it is passed.
  private mutating func pass(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(JSONError) {
    guard pass(character) else { throw malformed("'\(character)' is expected here") }
  }
}

// MARK: - Values

extension JSONReader {
  /// A value of any kind.
  mutating func value() throws(JSONError) -> JSON { try value(depth: 0) }

  private mutating func value(depth: Int) throws(JSONError) -> JSON {
    skipSpace()
    guard depth < JSONReader.deepest else { throw malformed("values stand too deep") }
    guard let first = next else { throw malformed("a value is expected here") }
    switch first {
    case UInt8(ascii: "{"):
      var members: [JSON.Member] = []
      try object { (reader, name) throws(JSONError) in
        members.append(JSON.Member(name: name, value: try reader.value(depth: depth + 1)))
      }
      return .object(members)
    case UInt8(ascii: "["):
      var elements: [JSON] = []
      try array { (reader) throws(JSONError) in
        elements.append(try reader.value(depth: depth + 1))
      }
      return .array(elements)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  /// An object; `member` is called with each name and must read the value.
  public mutating func object(
    _ member: (inout JSONReader, String) throws(JSONError) -> Void
  ) throws(JSONError) {
    try expect("{")
    if pass("}") { return }
    repeat {
      let name = try string()
      try expect(":")
      try member(&self, name)
    } while pass(",")
    try expect("}")
  }

  private mutating func array(
    _ element: (inout JSONReader) throws(JSONError) -> Void
  ) throws(JSONError) {
    try expect("[")
    if pass("]") { return }
    repeat { try element(&self) } while pass(",")
    try expect("]")
  }

  /// A list of whole numbers without a sign.
  public mutating func numbers() throws(JSONError) -> [Int] {
    var result: [Int] = []
    try array { (reader) throws(JSONError) in result.append(try reader.wholeNumber()) }
    return result
  }

  private mutating func wholeNumber() throws(JSONError) -> Int {
    skipSpace()
    let start = position
    while let byte = next, 0x30...0x39 ~= byte { position += 1 }
    guard let value = Int(String(decoding: text[start..<position], as: UTF8.self)) else {
      throw malformed("a whole number that fits 63 bits is expected here")
    }
    return value
  }

  private mutating func number() throws(JSONError) -> JSON {
    let start = position
    while let byte = next, "+-.eE0123456789".utf8.contains(byte) { position += 1 }
    let digits = String(decoding: text[start..<position], as: UTF8.self)
    if let value = Int(digits) { return .integer(value) }
    guard let value = Double(digits), value.isFinite else {
      throw JSONError(.malformed("a value is expected here"), offset: start)
    }
    return .number(value)
  }

  private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
    let matches = word.withUTF8Buffer { text[position...].starts(with: $0) }
    guard matches else { throw malformed("'\(word)' is expected here") }
    position += word.utf8CodeUnitCount
    return value
  }
}

// MARK: - Strings

extension JSONReader {
  /// A string, which must be UTF-8 without control characters.
  public mutating func string() throws(JSONError) -> String {
    try expect("\"")
    var bytes: [UInt8] = []
    while let byte = next, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw malformed("a control character in a string") }
      position += 1
      if byte == UInt8(ascii: "\\") { try escape(into: &bytes) } else { bytes.append(byte) }
    }
    try expect("\"")
    guard let result = String(validating: bytes, as: UTF8.self) else {
      throw malformed("a string that is not UTF-8")
    }
    return result
  }

  private mutating func escape(into bytes: inout [UInt8]) throws(JSONError) {
    guard let byte = next else { throw malformed("the text ends in a string") }
    let kind = Unicode.Scalar(byte)
    position += 1
    switch kind {
    case "\"", "\\", "/": bytes.append(UInt8(ascii: kind))
    case "b": bytes.append(0x08)
    case "f": bytes.append(0x0C)
    case "n": bytes.append(0x0A)
    case "r": bytes.append(0x0D)
    case "t": bytes.append(0x09)
    case "u": bytes.append(contentsOf: String(Character(try unicodeScalar())).utf8)
    default: throw malformed("an unknown escape in a string")
    }
  }

  private mutating func unicodeScalar() throws(JSONError) -> Unicode.Scalar {
    var code = try fourDigits()
    if 0xD800..<0xDC00 ~= code {
      guard text[position...].starts(with: [0x5C, 0x75]) else {
        throw malformed("half a surrogate pair")
      }
      position += 2
      let low = try fourDigits()
      guard 0xDC00..<0xE000 ~= low else { throw malformed("half a surrogate pair") }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw malformed("half a surrogate pair") }
    return scalar
  }

  private mutating func fourDigits() throws(JSONError) -> UInt32 {
    guard position + 4 <= text.count else { throw malformed("the text ends in a string") }
    let digits = text[position..<position + 4]
    guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw malformed("four hexadecimal digits are expected here") }
    position += 4
    return code
  }
}
