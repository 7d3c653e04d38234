// Reads the JSON text of a safetensors header, strictly and with the place of every error.

/// One tensor as the header describes it.
struct HeaderEntry {
  var name: String
  var elementType = ""
  var shape: [Int] = []
  /// From the start of the data, which follows the header.
  var begin = 0
  var end = 0
}

/// The header as it stands, before anything in it is believed.
struct Header {
  var metadata: [String: String] = [:]
  var entries: [HeaderEntry] = []
}

/// A malformed place: the offset counts from the start of the text.
struct HeaderTextError: Error {
  enum Reason {
    case malformed(String)
    case duplicate(name: String)
  }
  let reason: Reason
  let offset: Int
}

/// A reader of the part of JSON that a header consists of: objects, strings, lists of whole numbers.
struct HeaderText {
  private let text: [UInt8]
  private var position = 0

  init(_ text: [UInt8]) { self.text = text }

  mutating func header() throws(HeaderTextError) -> Header {
    var header = Header()
    var names: Set<String> = []
    try object { (reader, name) throws(HeaderTextError) in
      guard names.insert(name).inserted else {
        throw HeaderTextError(reason: .duplicate(name: name), offset: reader.position)
      }
      if name == "__metadata__" {
        header.metadata = try reader.strings()
      } else {
        header.entries.append(try reader.entry(name))
      }
    }
    skipSpace()
    guard position == text.count else { throw malformed("text after the end") }
    return header
  }

  private mutating func strings() throws(HeaderTextError) -> [String: String] {
    var result: [String: String] = [:]
    try object { (reader, key) throws(HeaderTextError) in
      let value = try reader.string()
      guard result.updateValue(value, forKey: key) == nil else {
        throw HeaderTextError(reason: .duplicate(name: key), offset: reader.position)
      }
    }
    return result
  }

  private mutating func entry(_ name: String) throws(HeaderTextError) -> HeaderEntry {
    var entry = HeaderEntry(name: name)
    var missing: Set = ["dtype", "shape", "data_offsets"]
    try object { (reader, key) throws(HeaderTextError) in
      guard missing.remove(key) != nil else {
        throw reader.malformed("'\(key)' in the entry '\(name)' is unknown or stands twice")
      }
      switch key {
      case "dtype": entry.elementType = try reader.string()
      case "shape": entry.shape = try reader.numbers()
      default:
        let offsets = try reader.numbers()
        guard offsets.count == 2, offsets[0] <= offsets[1] else {
          throw reader.malformed("the data offsets of '\(name)' are \(offsets)")
        }
        (entry.begin, entry.end) = (offsets[0], offsets[1])
      }
    }
    guard missing.isEmpty else {
      throw malformed("the entry '\(name)' has no \(missing.sorted().joined(separator: ", no "))")
    }
    return entry
  }
}

// MARK: - JSON

extension HeaderText {
  private func malformed(_ what: String) -> HeaderTextError {
    HeaderTextError(reason: .malformed(what), offset: position)
  }

  private mutating func skipSpace() {
    while position < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[position]) { position += 1 }
  }

  /// Whether `character` stands next; if so it is passed.
  private mutating func pass(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(HeaderTextError) {
    guard pass(character) else { throw malformed("'\(character)' is expected here") }
  }

  private mutating func object(
    _ member: (inout HeaderText, String) throws(HeaderTextError) -> Void
  ) throws(HeaderTextError) {
    try expect("{")
    if pass("}") { return }
    repeat {
      let key = try string()
      try expect(":")
      try member(&self, key)
    } while pass(",")
    try expect("}")
  }

  private mutating func numbers() throws(HeaderTextError) -> [Int] {
    var result: [Int] = []
    try expect("[")
    if pass("]") { return result }
    repeat { result.append(try number()) } while pass(",")
    try expect("]")
    return result
  }

  private mutating func number() throws(HeaderTextError) -> Int {
    skipSpace()
    let start = position
    while position < text.count, 0x30...0x39 ~= text[position] { position += 1 }
    guard let value = Int(String(decoding: text[start..<position], as: UTF8.self)) else {
      throw malformed("a whole number that fits 63 bits is expected here")
    }
    return value
  }

  private mutating func string() throws(HeaderTextError) -> String {
    try expect("\"")
    var bytes: [UInt8] = []
    while position < text.count, text[position] != 0x22 {
      let byte = text[position]
      guard byte >= 0x20 else { throw malformed("a control character in a string") }
      position += 1
      if byte == 0x5C { try escape(into: &bytes) } else { bytes.append(byte) }
    }
    try expect("\"")
    guard let result = String(validating: bytes, as: UTF8.self) else {
      throw malformed("a string that is not UTF-8")
    }
    return result
  }

  private mutating func escape(into bytes: inout [UInt8]) throws(HeaderTextError) {
    guard position < text.count else { throw malformed("the text ends in a string") }
    let kind = Unicode.Scalar(text[position])
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

  private mutating func unicodeScalar() throws(HeaderTextError) -> Unicode.Scalar {
    var code = try fourDigits()
    if 0xD800..<0xDC00 ~= code {
      guard position + 1 < text.count, text[position] == 0x5C, text[position + 1] == 0x75 else {
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

  private mutating func fourDigits() throws(HeaderTextError) -> UInt32 {
    guard position + 4 <= text.count else { throw malformed("the text ends in a string") }
    let digits = text[position..<position + 4]
    guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw malformed("four hexadecimal digits are expected here") }
    position += 4
    return code
  }
}
