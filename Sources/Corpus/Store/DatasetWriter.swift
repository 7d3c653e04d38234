// Writes a dataset to disk, piece after piece.

import Foundation
import MidiTok
import Tokens

/// The files of a dataset that is being written, in a folder at another place. A dataset that is
/// not finished is removed.
final class DatasetWriter {
  /// How long the pieces of a part are, which stands before them.
  struct Sizes {
    /// Tokens of each piece, then bars of each.
    var tokens: [UInt32] = []
    var bars: [UInt32] = []
  }

  /// The files of a part that grow with its pieces.
  private struct SplitFiles {
    let bin: OutputFile
    let bars: OutputFile
    let table: OutputFile
  }

  private let folder: URL
  private let partial: URL
  private let parts: [Split: SplitFiles]
  private let report: OutputFile
  private let omitted: OutputFile

  /// - Parameter partial: Where the folder is until it is finished, on the same disk.
  init(
    _ folder: URL, _ tokenizer: Tokenizer, sizes: [Split: Sizes], partial: URL
  ) throws(DatasetError) {
    self.folder = folder
    self.partial = partial
    try attempt(partial) {
      try FileManager.default.createDirectory(at: partial, withIntermediateDirectories: true)
    }
    do {
      report = try OutputFile(partial.appending(path: Dataset.refusalFile))
      try report.append(Data("file\treason\tdetail\n".utf8))
      omitted = try OutputFile(partial.appending(path: Dataset.omissionFile))
      try omitted.append(Data("file\twhat\tnotes\tdetail\n".utf8))
      var parts: [Split: SplitFiles] = [:]
      for split in Split.allCases {
        parts[split] = try Self.part(partial, split, sizes[split] ?? Sizes())
      }
      self.parts = parts
      try Self.write(
        Data(tokenizer.configuration.tokenizerJSON.utf8),
        partial.appending(path: Dataset.tokenizerFile))
    } catch {
      try? FileManager.default.removeItem(at: partial)
      throw error
    }
  }

  deinit { try? FileManager.default.removeItem(at: partial) }

  private static func part(
    _ folder: URL, _ split: Split, _ sizes: Sizes
  ) throws(DatasetError) -> SplitFiles {
    func url(_ suffix: String) -> URL { folder.appending(path: "\(split.rawValue).\(suffix)") }
    let index = try OutputFile(url("idx"))
    try DocumentIndex.write(sizes: sizes.tokens, to: index)
    try index.close()
    let part = SplitFiles(
      bin: try OutputFile(url("bin")), bars: try OutputFile(url("bars")),
      table: try OutputFile(url("tsv")))
    try BarIndex.writeHeader(sizes.bars, to: part.bars)
    try part.table.append(Data((Piece.header + "\n").utf8))
    return part
  }

  private static func write(_ data: Data, _ url: URL) throws(DatasetError) {
    let file = try OutputFile(url)
    try file.append(data)
    try file.close()
  }

  /// The next piece of a part, as long as the sizes say.
  func add(_ piece: EncodedPiece, to split: Split) throws(DatasetError) {
    guard let part = parts[split] else { return }
    var tokens = Data(capacity: 2 * piece.tokens.count)
    for token in piece.tokens { tokens.append(littleEndian: token.id) }
    try part.bin.append(tokens)
    try part.bars.append(BarIndex.entries(piece.bars))
    try part.table.append(Data((piece.piece.line + "\n").utf8))
    for omission in piece.omissions {
      let fields = [
        piece.piece.file, omission.kind.rawValue, "\(omission.notes)", omission.detail,
      ]
      let line = fields.map(withoutBreaks).joined(separator: "\t") + "\n"
      try omitted.append(Data(line.utf8))
    }
  }

  func refuse(_ file: String, _ refusal: Refusal) throws(DatasetError) {
    let fields = [file, refusal.kind.rawValue, refusal.detail].map(withoutBreaks)
    try report.append(Data((fields.joined(separator: "\t") + "\n").utf8))
  }

  /// Gives the folder its name when all of it is on the disk.
  func finish(_ summary: Summary) throws(DatasetError) {
    for (kind, count) in summary.refusalCounts {
      try report.append(Data("\t\(kind.rawValue)\t\(count)\n".utf8))
    }
    try report.close()
    try omitted.close()
    for part in parts.values {
      for file in [part.bin, part.bars, part.table] { try file.close() }
    }
    try Self.write(Data(summary.report.utf8), partial.appending(path: Dataset.reportFile))
    try refuseExisting(folder)
    try attempt(folder) { try FileManager.default.moveItem(at: partial, to: folder) }
  }
}
