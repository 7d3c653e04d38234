// JSON is read strictly, with the place of every error, and written as it is read.

import JSON
import Testing

private func read(_ text: String) throws(JSONError) -> JSON { try JSON(Array(text.utf8)) }

private func offset(_ text: String) -> Int? {
  do throws(JSONError) {
    _ = try read(text)
    return nil
  } catch { return error.offset }
}

@Test func membersKeepTheirOrder() throws {
  let document = try read(#"{"b": 1, "a": [true, null, -2.5e1], "c": {}}"#)
  #expect(document.members?.map(\.name) == ["b", "a", "c"])
  #expect(document["b"]?.int == 1)
  #expect(document["a"]?.array == [.bool(true), .null, .number(-25)])
  #expect(document["c"]?.members == [])
  #expect(document["d"] == nil && document["b"]?["x"] == nil)
}

@Test func theLastMemberOfANameCounts() throws {
  #expect(try read(#"{"a": 1, "a": 2}"#)["a"]?.int == 2)
}

@Test func aWholeNumberKeepsAllOfItsBits() throws {
  #expect(try read("9223372036854775807").int == .max)
  #expect(try read("9223372036854775808") == .number(9_223_372_036_854_775_808))
}

@Test func whatIsWrittenIsReadBack() throws {
  let document = JSON.object([
    JSON.Member(name: "é\"\\\n\u{1}🎹", value: .array([.integer(-3), .number(0.5), .string("")])),
    JSON.Member(name: "", value: .object([JSON.Member(name: "x", value: .bool(false))])),
  ])
  #expect(try read(document.text()) == document)
  #expect(try read(document.text()).text() == document.text())
}

@Test func theTextIsIndentedByLevel() {
  let inner = JSON.object([JSON.Member(name: "b", value: .null)])
  let document = JSON.object([JSON.Member(name: "a", value: .array([.integer(1), inner]))])
  #expect(document.text() == "{\n  \"a\": [1, {\n    \"b\": null\n  }]\n}")
}

@Test func escapesAreReadAndWritten() throws {
  #expect(
    try read(#""\u00e9\ud83c\udfb9\/\b\f\n\r\t\"\\""#).string
      == "é🎹/\u{8}\u{c}\n\r\t\"\\")
  #expect(JSON.quoted("\u{1}\n\t\"\\é") == #""\u0001\n\u0009\"\\é""#)
}

@Test func whatIsNotJSONIsRefusedAtItsPlace() {
  let texts: [(String, Int)] = [
    ("", 0), ("nul", 0), ("{", 1), ("{\"a\"}", 4), ("{\"a\":}", 5), ("[1,]", 3), ("[1 2]", 3),
    ("1 2", 2), ("1e999", 0), ("-", 0), ("\"a", 2), ("\"\\x\"", 3), ("\"\\u12\"", 3),
    ("\"\\ud800\"", 7), ("\"\n\"", 1),
  ]
  for (text, place) in texts { #expect(offset(text) == place, "\(text)") }
}

@Test func aStringThatIsNotUTF8IsRefused() {
  #expect(throws: JSONError.self) { try JSON([0x22, 0xFF, 0x22]) }
}

@Test func valuesMayStandSixtyFourDeepAndNoDeeper() {
  func nested(_ depth: Int) -> String {
    String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
  }
  #expect(offset(nested(64)) == nil)
  #expect(offset(nested(65)) == 64)
  #expect(offset(String(repeating: "{\"a\":", count: 100_000)) == 320)
}

@Test func aReaderThatExpectsNumbersTakesNothingElse() throws {
  func numbers(_ text: String) throws(JSONError) -> [Int] {
    var reader = JSONReader(Array(text.utf8))
    let numbers = try reader.numbers()
    try reader.end()
    return numbers
  }
  #expect(try numbers(" [ 1 , 20,300 ] ") == [1, 20, 300])
  #expect(try numbers("[]") == [])
  for text in ["1", "[-1]", "[1.5]", "[[1]]", "[99999999999999999999]", "[1] x", "[1"] {
    #expect(throws: JSONError.self, "\(text)") { try numbers(text) }
  }
}
