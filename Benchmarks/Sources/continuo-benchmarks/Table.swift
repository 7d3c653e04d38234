// Tables of results, as text and as JSON.

import Foundation

/// One entry of a table.
enum Cell {
  case text(String)
  case number(Double, digits: Int = 0)
  /// Not measured.
  case none

  static func count(_ value: Int) -> Cell { .number(Double(value)) }

  var text: String {
    switch self {
    case .text(let text): text
    case .number(let value, let digits): String(format: "%.\(digits)f", value)
    case .none: "-"
    }
  }
}

extension Cell: Encodable {
  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text): try container.encode(text)
    case .number(let value, _): try container.encode(value)
    case .none: try container.encodeNil()
    }
  }
}

/// Results under a title, each row with as many cells as there are columns.
struct Table {
  let title: String
  let columns: [String]
  private(set) var rows: [[Cell]] = []

  init(_ title: String, columns: [String]) {
    self.title = title
    self.columns = columns
  }

  mutating func add(_ row: Cell...) { add(row) }

  mutating func add(_ row: [Cell]) {
    precondition(row.count == columns.count, "\(row.count) cells for \(columns.count) columns")
    rows.append(row)
  }

  /// In columns as wide as they need to be; words stand left, numbers right.
  var text: String {
    let lines = [columns] + rows.map { $0.map(\.text) }
    let widths = columns.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    let isWord = columns.indices.map { column in
      rows.contains { if case .text = $0[column] { true } else { false } }
    }
    let printed = lines.map { line in
      line.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - line[column].count)
        return isWord[column] ? line[column] + padding : padding + line[column]
      }.joined(separator: "  ")
    }
    return ([title] + printed.map { "  \($0)" }).joined(separator: "\n")
  }
}

extension Table: Encodable {
  private enum CodingKeys: CodingKey { case title, rows }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(title, forKey: .title)
    let named = rows.map { Dictionary(uniqueKeysWithValues: zip(columns, $0)) }
    try container.encode(named, forKey: .rows)
  }
}

/// All results of a run, with the machine that they are of.
struct Report: Encodable {
  let machine = Machine()
  var tables: [Table] = []

  func print(asJSON: Bool) throws {
    if asJSON {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      Swift.print(String(decoding: try encoder.encode(self), as: UTF8.self))
    } else {
      Swift.print(([machine.text] + tables.map(\.text)).joined(separator: "\n\n"))
    }
  }
}
