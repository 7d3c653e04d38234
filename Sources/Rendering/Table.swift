// A table of text and numbers, for terminals, documents and programs.

import Foundation

/// Rows under columns, each with as many cells as there are columns.
///
///     var table = Table("Takes", columns: ["file", "notes"])
///     table.add(.text("a.mid"), .count(12))
///     print(table.text)
public struct Table: Sendable {
  /// One entry.
  public enum Cell: Sendable {
    case text(String)
    case number(Double, digits: Int = 0)
    /// Not known.
    case none

    public static func count(_ value: Int) -> Cell { .number(Double(value)) }

    public var text: String {
      switch self {
      case .text(let text): text
      case .number(let value, let digits): String(format: "%.\(digits)f", value)
      case .none: "-"
      }
    }
  }

  public let title: String
  public let columns: [String]
  public private(set) var rows: [[Cell]] = []

  public init(_ title: String = "", columns: [String]) {
    self.title = title
    self.columns = columns
  }

  /// A table of words, and of numbers that are words already.
  public init(_ title: String = "", columns: [String], rows: [[String]]) {
    self.init(title, columns: columns)
    for row in rows { add(row.map { .text($0) }) }
  }

  public mutating func add(_ row: Cell...) { add(row) }

  public mutating func add(_ row: [Cell]) {
    precondition(row.count == columns.count, "\(row.count) cells for \(columns.count) columns")
    rows.append(row)
  }

  /// The columns' names, if wanted, and the rows, as wide as they need to be; words stand left,
  /// numbers right.
  public func lines(withNames: Bool = true) -> [String] {
    let lines = (withNames ? [columns] : []) + rows.map { $0.map(\.text) }
    let widths = columns.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    let isWord = columns.indices.map { column in
      rows.contains { if case .text = $0[column] { true } else { false } }
    }
    return lines.map { line in
      let cells = line.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - line[column].count)
        if !isWord[column] { return padding + line[column] }
        return column == line.count - 1 ? line[column] : line[column] + padding
      }
      return cells.joined(separator: "  ")
    }
  }

  /// The title, and below it the lines.
  public var text: String { ([title] + lines().map { "  \($0)" }).joined(separator: "\n") }

  /// As documents have it, without its title.
  public var markdown: String {
    let texts = rows.map { $0.map(\.text) }
    let marks = columns.indices.map { column in
      texts.allSatisfy { $0[column].first?.isLetter != true } ? "---:" : "---"
    }
    return ([columns, marks] + texts).map { "| " + $0.joined(separator: " | ") + " |" }
      .joined(separator: "\n")
  }
}

extension Table: Encodable {
  private enum CodingKeys: CodingKey { case title, rows }

  /// The title, and each row by the names of its columns.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(title, forKey: .title)
    let named = rows.map { Dictionary(uniqueKeysWithValues: zip(columns, $0)) }
    try container.encode(named, forKey: .rows)
  }
}

extension Table.Cell: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text): try container.encode(text)
    case .number(let value, _): try container.encode(value)
    case .none: try container.encodeNil()
    }
  }
}
