// One element of a score with all that it holds.

/// One element with all that it holds.
struct XMLElement {
  let name: String
  let attributes: [XMLAttribute]
  /// Where it begins, counted from 1.
  let line: Int
  var children: [XMLElement] = []
  /// Its own text, without that of its children.
  var text: [UInt8] = []

  subscript(attribute name: String) -> String? {
    attributes.first { $0.name == name }?.value
  }

  func child(_ name: String) -> XMLElement? { children.first { $0.name == name } }

  func all(_ name: String) -> some Sequence<XMLElement> { children.lazy.filter { $0.name == name } }

  func has(_ name: String) -> Bool { children.contains { $0.name == name } }

  /// Without the spaces around it.
  var word: String {
    let isSpace: (UInt8) -> Bool = { $0 <= 32 }
    let start = text.drop(while: isSpace)
    return String(
      decoding: start.prefix(start.count - start.reversed().prefix(while: isSpace).count),
      as: UTF8.self)
  }

  /// - Throws: When the text is no whole number within `range`.
  func integer(in range: ClosedRange<Int>) throws(MusicXMLError) -> Int {
    guard let value = try number().rounded().exactly else {
      throw MusicXMLError(.outOfRange(element: name, text: word), line: line)
    }
    guard range.contains(value) else {
      throw MusicXMLError(.outOfRange(element: name, text: word), line: line)
    }
    return value
  }

  func number() throws(MusicXMLError) -> Double {
    guard let value = Double(word), value.isFinite else {
      throw MusicXMLError(.notANumber(element: name, text: word), line: line)
    }
    return value
  }
}

extension Double {
  /// nil where no `Int` is that large.
  var exactly: Int? { Int(exactly: self) }
}

struct XMLAttribute {
  let name: String
  let value: String
}
