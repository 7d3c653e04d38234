// A table with commas between its fields, as collections carry of their pieces.

import Foundation

/// A table with commas between its fields (RFC 4180), whose first line names the columns and in
/// which one column tells the rows apart.
struct CSVTable {
  /// By the value that tells them apart.
  private(set) var rows: [String: [String: String]] = [:]

  /// No file is an empty table.
  init(ifPresent url: URL, key: String) throws(DatasetError) {
    guard FileManager.default.fileExists(atPath: url.path) else { return }
    let text = try attempt(url) { try String(contentsOf: url, encoding: .utf8) }
    let lines = Self.records(text)
    let columns = lines.first ?? []
    guard let place = columns.firstIndex(of: key) else {
      throw DatasetError(
        url, at: .line(1), "names no column '\(key)'", advice: "add one, or move the file away")
    }
    for (number, fields) in lines.enumerated().dropFirst() where fields != [""] {
      guard fields.count == columns.count else {
        throw DatasetError(
          url, at: .line(number + 1),
          "record \(number + 1) has \(fields.count) fields, the first has \(columns.count)")
      }
      rows[fields[place]] = Dictionary(
        zip(columns, fields), uniquingKeysWith: { first, _ in first })
    }
  }

  /// Fields in quotes may hold commas, line breaks and doubled quotes.
  static func records(_ text: String) -> [[String]] {
    var records: [[String]] = []
    var fields: [String] = []
    var field = ""
    var isQuoted = false
    var wasQuote = false
    for character in text {
      if isQuoted, character != "\"" || wasQuote {
        if !wasQuote || character == "\"" {
          field.append(character)
          wasQuote = false
          continue
        }
        (isQuoted, wasQuote) = (false, false)
      } else if isQuoted {
        wasQuote = true
        continue
      }
      switch character {
      case "\"" where field.isEmpty: isQuoted = true
      case ",":
        fields.append(field)
        field = ""
      case let end where end.isNewline:
        records.append(fields + [field])
        (fields, field) = ([], "")
      default: field.append(character)
      }
    }
    if !fields.isEmpty || !field.isEmpty { records.append(fields + [field]) }
    return records
  }
}
