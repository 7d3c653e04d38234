// Tables as text, as Markdown and as JSON.

import Foundation
import Rendering
import Testing

@Suite struct TableTests {
  private let table: Table = {
    var table = Table("Takes", columns: ["file", "notes", "mean"])
    table.add(.text("a.mid"), .count(12), .number(0.456, digits: 2))
    table.add(.text("long.mid"), .count(7), .none)
    return table
  }()

  @Test func wordsStandLeftAndNumbersRight() {
    #expect(
      table.lines() == ["file      notes  mean", "a.mid        12  0.46", "long.mid      7     -"])
    #expect(table.lines(withNames: false) == ["a.mid     12  0.46", "long.mid   7     -"])
    #expect(table.text.split(separator: "\n")[...1] == ["Takes", "  file      notes  mean"])
    let words = Table(columns: ["a", "b"], rows: [["one", "x"], ["two", "longer"]])
    #expect(words.lines() == ["a    b", "one  x", "two  longer"])
  }

  @Test func markdownHasAMarkForEachColumn() {
    let lines = table.markdown.split(separator: "\n")
    #expect(lines[1] == "| --- | ---: | ---: |")
    #expect(lines[2] == "| a.mid | 12 | 0.46 |")
    #expect(lines.count == 4)
  }

  @Test func jsonNamesEachCell() throws {
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(table))
    let rows = try #require((object as? [String: Any])?["rows"] as? [[String: Any]])
    #expect(rows[0]["file"] as? String == "a.mid" && rows[0]["notes"] as? Double == 12)
    #expect(rows[0]["mean"] as? Double == 0.456 && rows[1]["mean"] is NSNull)
  }
}
