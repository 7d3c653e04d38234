// MAESTRO's list of performances as JSON.

import Foundation

/// MAESTRO's list of performances as JSON: since version 3 an object with a column for each name,
/// whose values go by the number of the performance; before, a list of objects.
struct MAESTROList {
  /// By `midi_filename`.
  private(set) var rows: [String: [String: String]] = [:]

  init(contentsOf url: URL) throws(DatasetError) {
    let value = try attempt(url) {
      try JSONSerialization.jsonObject(with: Data(contentsOf: url))
    }
    var records: [[String: Any]] = []
    if let list = value as? [[String: Any]] {
      records = list
    } else if let columns = value as? [String: [String: Any]], let files = columns["midi_filename"]
    {
      records = files.keys.map { number in columns.compactMapValues { $0[number] } }
    } else {
      throw DatasetError(
        url, "is no list of MAESTRO's with 'midi_filename'", advice: "move the file away")
    }
    for record in records {
      let texts = record.compactMapValues { $0 as? String }
      if let file = texts["midi_filename"] { rows[file] = texts }
    }
  }
}
