// Makes a dataset of folders of music.

import Foundation
import Tokens

/// The making of a dataset: all pieces of some folders are read, encoded and written.
public struct Preparation: Sendable {
  /// What the folders hold.
  public enum Format: String, Sendable, CaseIterable {
    /// MIDI and MusicXML files whose bars are real.
    case scores
    /// Songs of POP909 as they were published, whose bars are found here.
    case pop909
    /// Performances of ASAP with beats marked, which are moved onto the bars of their scores.
    case asap
    /// Performances without bars, such as MAESTRO's, in seconds.
    case performances
  }

  public var folders: [URL]
  public var format: Format
  public var tokenizer: Tokenizer

  public init(folders: [URL], format: Format, tokenizer: Tokenizer) {
    self.folders = folders.map(\.standardizedFileURL)
    self.format = format
    self.tokenizer = tokenizer
  }

  /// Writes the dataset. A piece that cannot be read is left out, and the summary says why. The same
  /// folders give the same bytes.
  ///
  /// - Parameters:
  ///   - folder: The dataset's; it appears whole, and must not be there yet.
  ///   - progress: Is told how many pieces of how many are read.
  public func run(
    into folder: URL, progress: (_ done: Int, _ total: Int) -> Void
  ) async throws(DatasetError) -> Summary {
    try refuseExisting(folder)
    var summary = Summary()
    let sources = try sources(&summary)
    let results = await encode(sources, progress: progress)
    let pieces = select(sources, results, &summary)
    guard !pieces.isEmpty else {
      throw DatasetError(folders[0], "has no piece that can be used: \(summary.refused[0].reason)")
    }
    try DatasetFiles(pieces, tokenizer, summary).write(to: folder)
    return summary
  }

  private func sources(_ summary: inout Summary) throws(DatasetError) -> [SourcePiece] {
    var sources: [SourcePiece] = []
    for folder in folders {
      try requireFolder(folder)
      let manifest = try Manifest(for: folder)
      let found: (pieces: [SourcePiece], otherFiles: Int)
      let missing: String
      switch format {
      case .scores:
        let scores = try ScoreFolder(folder)
        found = (scores.pieces, scores.otherFiles)
        missing = "scores (.mid, .midi, .musicxml, .mxl, .xml); choose another folder"
      case .pop909:
        found = (try POP909Folder(folder).pieces, 0)
        missing = "songs such as 001/001.mid; choose POP909's folder"
      case .asap:
        let performances = try ASAPFolder(folder)
        found = (performances.pieces, performances.otherFiles)
        missing = "performance beside NAME_annotations.txt; choose ASAP's folder"
      case .performances:
        let performances = try PerformanceFolder(folder)
        found = (performances.pieces, performances.otherFiles)
        missing = "MIDI files (.mid, .midi); choose another folder"
      }
      guard !found.pieces.isEmpty else { throw DatasetError(folder, "holds no \(missing)") }
      sources += found.pieces.map(manifest.describe)
      summary.otherFiles += found.otherFiles
    }
    return sources
  }

  /// All pieces on all cores; the results are in the order of the sources.
  private func encode(
    _ sources: [SourcePiece], progress: (Int, Int) -> Void
  ) async -> [Result<EncodedPiece, Refusal>] {
    typealias Outcome = Result<EncodedPiece, Refusal>
    let (tokenizer, format) = (tokenizer, format)
    return await withTaskGroup(of: (Int, Outcome).self) { group in
      var outcomes: [Int: Outcome] = [:]
      for (index, source) in sources.enumerated() {
        if index >= ProcessInfo.processInfo.activeProcessorCount,
          let (done, outcome) = await group.next()
        {
          outcomes[done] = outcome
          progress(outcomes.count, sources.count)
        }
        group.addTask {
          (index, Result { () throws(Refusal) in try format.read(source, tokenizer) })
        }
      }
      for await (done, outcome) in group {
        outcomes[done] = outcome
        progress(outcomes.count, sources.count)
      }
      return sources.indices.compactMap { outcomes[$0] }
    }
  }

  /// The pieces that are fit and not there twice. Of two equal ones the one in test stays rather
  /// than that in validation, and that rather than the one in train, then the first.
  private func select(
    _ sources: [SourcePiece], _ results: [Result<EncodedPiece, Refusal>], _ summary: inout Summary
  ) -> [EncodedPiece] {
    var chosen: [[Token]: Int] = [:]
    let precedence: [Split] = [.train, .validation, .test]
    func rank(_ index: Int) -> Int {
      (try? results[index].get()).flatMap { precedence.firstIndex(of: $0.split) } ?? 0
    }
    for (index, result) in results.enumerated() {
      guard case .success(let piece) = result else { continue }
      if let other = chosen[piece.tokens], rank(other) >= rank(index) { continue }
      chosen[piece.tokens] = index
    }
    var pieces: [EncodedPiece] = []
    for (index, result) in results.enumerated() {
      switch result {
      case .failure(let refusal):
        summary.refuse(sources[index].name, refusal.reason)
      case .success(let piece):
        let choice = chosen[piece.tokens] ?? index
        if choice == index {
          pieces.append(piece)
          summary.add(piece)
        } else {
          summary.refuse(piece.piece.file, "the same music as \(sources[choice].name)")
        }
      }
    }
    return pieces
  }
}

extension Preparation.Format {
  fileprivate func read(
    _ source: SourcePiece, _ tokenizer: Tokenizer
  ) throws(Refusal) -> EncodedPiece {
    switch self {
    case .scores: try readScore(source, tokenizer: tokenizer)
    case .pop909: try readSong(source, tokenizer: tokenizer)
    case .asap: try readPerformance(source, tokenizer: tokenizer)
    case .performances: try readUnbarred(source, tokenizer: tokenizer)
    }
  }
}

private func requireFolder(_ folder: URL) throws(DatasetError) {
  var isFolder: ObjCBool = false
  guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder) else {
    throw DatasetError(folder, "there is no such folder; check the path and the spelling")
  }
  guard isFolder.boolValue else {
    throw DatasetError(folder, "is a file; choose the folder it is in")
  }
}

func refuseExisting(_ folder: URL) throws(DatasetError) {
  guard !FileManager.default.fileExists(atPath: folder.path) else {
    throw DatasetError(folder, "is there already; remove it or choose another name")
  }
}
