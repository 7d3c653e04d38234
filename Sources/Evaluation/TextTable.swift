// A table of text.

/// A table of text, for documents and pages.
public struct TextTable: Sendable {
  public let title: String
  public let columns: [String]
  public let rows: [[String]]

  public init(title: String, columns: [String], rows: [[String]]) {
    (self.title, self.columns, self.rows) = (title, columns, rows)
  }

  /// Without its title.
  public var markdown: String {
    let marks = columns.indices.map { column in
      rows.allSatisfy { $0[column].first?.isLetter != true } ? "---:" : "---"
    }
    return ([columns, marks] + rows).map { "| " + $0.joined(separator: " | ") + " |" }
      .joined(separator: "\n")
  }
}
