// Writes a dataset to disk.

import Foundation
import Tokens

/// The files of a dataset.
struct DatasetFiles {
  private var files: [(name: String, data: Data)] = []

  init(_ pieces: [EncodedPiece], _ tokenizer: Tokenizer, _ summary: Summary) {
    for split in Split.allCases {
      let part = pieces.filter { $0.split == split }
      var bin = Data(capacity: 2 * part.reduce(0) { $0 + $1.tokens.count })
      for token in part.lazy.flatMap(\.tokens) { bin.append(littleEndian: token.id) }
      let index = DocumentIndex(sizes: part.map(\.tokens.count))
      let table = ([Piece.header] + part.map(\.piece.line)).map { $0 + "\n" }.joined()
      files += [
        ("\(split.rawValue).bin", bin), ("\(split.rawValue).idx", index.data),
        ("\(split.rawValue).bars", BarIndex.data(part.map(\.bars))),
        ("\(split.rawValue).tsv", Data(table.utf8)),
      ]
    }
    files.append((Dataset.tokenizerFile, Data(tokenizer.configuration.tokenizerJSON.utf8)))
    files.append(("report.txt", Data(summary.report.utf8)))
  }

  /// Writes all files into a folder beside, and gives it its name when all of it is on the disk.
  func write(to folder: URL) throws(DatasetError) {
    let parent = folder.deletingLastPathComponent()
    let partial = parent.appending(
      path: ".\(folder.lastPathComponent).\(UUID().uuidString)", directoryHint: .isDirectory)
    defer { try? FileManager.default.removeItem(at: partial) }
    try attempt(partial) {
      try FileManager.default.createDirectory(at: partial, withIntermediateDirectories: true)
    }
    for (name, data) in files {
      let url = partial.appending(path: name)
      try attempt(url) {
        try data.write(to: url)
        let handle = try FileHandle(forUpdating: url)
        try handle.synchronize()
        try handle.close()
      }
    }
    try refuseExisting(folder)
    try attempt(folder) { try FileManager.default.moveItem(at: partial, to: folder) }
  }
}
