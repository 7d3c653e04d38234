// From the bytes of a JSON document to its values.

/// Where a document stops being JSON.
struct JSONSyntaxError: Error {
  let offset: Int
}

extension JSON {
  init(_ bytes: [UInt8]) throws(JSONSyntaxError) {
    var reader = JSONReader(bytes: bytes)
    self = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.position == bytes.count else { throw JSONSyntaxError(offset: reader.position) }
  }
}

private struct JSONReader {
  let bytes: [UInt8]
  var position = 0
  private let deepest = 64

  init(bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }
  private var error: JSONSyntaxError { JSONSyntaxError(offset: position) }

  mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard next == byte else { return false }
    position += 1
    return true
  }

  mutating func value(depth: Int) throws(JSONSyntaxError) -> JSON {
    skipSpace()
    guard depth < deepest, let first = next else { throw error }
    switch first {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func object(depth: Int) throws(JSONSyntaxError) -> JSON {
    position += 1
    var members: [JSON.Member] = []
    if take(UInt8(ascii: "}")) { return .object(members) }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw error }
      let name = try string()
      guard take(UInt8(ascii: ":")) else { throw error }
      members.append(JSON.Member(name: name, value: try value(depth: depth + 1)))
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw error }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(JSONSyntaxError) -> JSON {
    position += 1
    var elements: [JSON] = []
    if take(UInt8(ascii: "]")) { return .array(elements) }
    repeat { elements.append(try value(depth: depth + 1)) } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw error }
    return .array(elements)
  }

  private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONSyntaxError) -> JSON {
    let length = word.utf8CodeUnitCount
    let matches = word.withUTF8Buffer { bytes[position...].starts(with: $0) }
    guard matches else { throw error }
    position += length
    return value
  }

  private mutating func number() throws(JSONSyntaxError) -> JSON {
    let start = position
    while let byte = next, "+-.eE0123456789".utf8.contains(byte) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if let value = Int(text) { return .integer(value) }
    guard let value = Double(text), value.isFinite else { throw JSONSyntaxError(offset: start) }
    return .number(value)
  }

  private mutating func string() throws(JSONSyntaxError) -> String {
    position += 1
    var units: [UInt16] = []
    var plain = position
    func text(_ range: Range<Int>) -> String.UTF16View {
      String(decoding: bytes[range], as: UTF8.self).utf16
    }
    while let byte = next, byte != UInt8(ascii: "\"") {
      guard byte == UInt8(ascii: "\\") else {
        position += 1
        continue
      }
      units += text(plain..<position)
      units.append(try escape())
      plain = position
    }
    guard next != nil else { throw error }
    units += text(plain..<position)
    position += 1
    return String(decoding: units, as: UTF16.self)
  }

  private mutating func escape() throws(JSONSyntaxError) -> UInt16 {
    guard position + 1 < bytes.count else { throw error }
    let letter = bytes[position + 1]
    position += 2
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return UInt16(letter)
    case UInt8(ascii: "b"): return 8
    case UInt8(ascii: "f"): return 12
    case UInt8(ascii: "n"): return 10
    case UInt8(ascii: "r"): return 13
    case UInt8(ascii: "t"): return 9
    case UInt8(ascii: "u"):
      guard position + 4 <= bytes.count,
        let unit = UInt16(
          String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
      else { throw error }
      position += 4
      return unit
    default: throw error
    }
  }
}
