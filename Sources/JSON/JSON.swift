// A JSON document as a value whose objects keep the order of their members.

/// A JSON document (RFC 8259) whose objects keep the order of their members.
///
/// The order matters: in a tokenizer's configuration it decides the ids.
///
///     let document = try JSON(Array(#"{"beat": [4, 8]}"#.utf8))
///     document["beat"]?.array?.compactMap(\.int)  // [4, 8]
///     JSON.string("a\nb").text()                  // "a\nb", quoted and escaped
public enum JSON: Equatable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([Member])

  public struct Member: Equatable, Sendable {
    public let name: String
    public let value: JSON

    public init(name: String, value: JSON) {
      self.name = name
      self.value = value
    }
  }

  /// Reads a document, which may be nested 64 levels deep; takes time in proportion to its length.
  ///
  /// - Throws: `JSONError` with the offset of the first byte that cannot stand there.
  public init(_ bytes: [UInt8]) throws(JSONError) {
    var reader = JSONReader(bytes)
    self = try reader.value()
    try reader.end()
  }

  /// The last member of that name; nil for what is not an object. Looks at every member.
  public subscript(name: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.name == name }?.value
  }

  public var int: Int? {
    if case .integer(let value) = self { value } else { nil }
  }

  public var bool: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  public var string: String? {
    if case .string(let value) = self { value } else { nil }
  }

  public var array: [JSON]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  public var members: [Member]? {
    if case .object(let members) = self { members } else { nil }
  }
}

extension JSON {
  /// The document's text, two spaces a level; arrays stand on one line.
  public func text() -> String { text(indent: "") }

  private func text(indent: String) -> String {
    switch self {
    case .null: return "null"
    case .bool(let value): return "\(value)"
    case .integer(let value): return "\(value)"
    case .number(let value): return "\(value)"
    case .string(let value): return JSON.quoted(value)
    case .array(let elements):
      return "[" + elements.map { $0.text(indent: indent) }.joined(separator: ", ") + "]"
    case .object(let members):
      let inner = indent + "  "
      let lines = members.map {
        "\n\(inner)\(JSON.quoted($0.name)): \($0.value.text(indent: inner))"
      }
      return "{" + lines.joined(separator: ",") + "\n\(indent)}"
    }
  }

  /// A string as JSON writes it: in quotation marks, with escapes where they are needed.
  public static func quoted(_ string: String) -> String {
    var result = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
