// Makes a dataset of folders of music.

import Foundation
import MidiTok
import Tokens

/// Makes a dataset: reads all pieces of some folders, encodes them and writes what stays.
///
///     let preparation = Preparation(folders: [music], format: .scores, tokenizer: tokenizer)
///     try await preparation.run(into: folder) { done, total in print(done, total) }
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
  public var shard = Shard.whole
  /// Pieces whose tokens are held in memory at once.
  var blockSize = 256

  public init(folders: [URL], format: Format, tokenizer: Tokenizer) {
    self.folders = folders.map(\.standardizedFileURL)
    self.format = format
    self.tokenizer = tokenizer
  }

  /// Writes the dataset. A piece that is not fit is left out, and `report.tsv` says why. The same
  /// folders give the same bytes, whatever the number of shards and however often runs were killed.
  ///
  /// Uses all cores. Memory holds the tokens of one block of pieces, and about a kilobyte for each
  /// piece.
  ///
  /// - Parameters:
  ///   - folder: The dataset's, which must not exist yet and appears whole. Until then blocks of
  ///     pieces are in a folder beside it.
  ///   - progress: Is told how many pieces of how many are read.
  /// - Returns: nil when blocks of other shards are missing, or when another run has joined all
  ///   blocks meanwhile.
  @discardableResult public func run(
    into folder: URL, progress: (_ done: Int, _ total: Int) -> Void
  ) async throws(DatasetError) -> Summary? {
    try refuseExisting(folder)
    let blocks = try BlockFolder(for: folder)
    var summary: Summary?
    do { summary = try await make(blocks, folder, progress) } catch {
      guard FileManager.default.fileExists(atPath: folder.path) else {
        blocks.removeIfUnused()
        throw error
      }
    }
    // Another run may have joined the blocks and removed them before this one made their folder
    // again.
    if FileManager.default.fileExists(atPath: folder.path) { blocks.remove() }
    return summary
  }

  private func make(
    _ blocks: BlockFolder, _ folder: URL, _ progress: (_ done: Int, _ total: Int) -> Void
  ) async throws(DatasetError) -> Summary? {
    let scratch = try blocks.makeScratchFolder()
    defer { try? FileManager.default.removeItem(at: scratch) }
    let (sources, otherFiles) = try list()
    let blockCount = (sources.count + blockSize - 1) / blockSize
    try blocks.begin(work: fingerprint(sources), blockCount: blockCount)
    var done = 0
    for block in 0..<blockCount where shard.holds(block: block) {
      let range = range(ofBlock: block, of: sources)
      if !blocks.hasBlock(block) {
        let outcomes = await encode(sources[range]) { progress(done + $0, sources.count) }
        try PieceBlock(outcomes).write(to: blocks.url(ofBlock: block))
      }
      done += range.count
      progress(done, sources.count)
    }
    guard blocks.missingBlocks(of: blockCount) == 0 else { return nil }
    var summary = Summary()
    summary.otherFiles = otherFiles
    let partial = scratch.appending(path: "dataset", directoryHint: .isDirectory)
    try join(blocks, sources, &summary, partial: partial, into: folder)
    return summary
  }

  func range(ofBlock block: Int, of sources: [SourcePiece]) -> Range<Int> {
    block * blockSize..<min(sources.count, (block + 1) * blockSize)
  }

  /// A number for all that the blocks depend on, but the bytes of the files.
  private func fingerprint(_ sources: [SourcePiece]) -> UInt64 {
    var hash = ContentHash()
    hash.add(UInt64(blockSize))
    hash.add(format.rawValue)
    hash.add(tokenizer.configuration.tokenizerJSON)
    for piece in sources {
      for text in [piece.name, piece.split?.rawValue ?? "", piece.source, piece.licence] {
        hash.add(text)
      }
      for text in [piece.composer, piece.title, piece.work] { hash.add(text) }
    }
    return hash.value
  }

  /// Some pieces on all cores; the outcomes are in the order of the sources.
  private func encode(
    _ sources: ArraySlice<SourcePiece>, progress: (Int) -> Void
  ) async -> [PieceBlock.Outcome] {
    typealias Outcome = PieceBlock.Outcome
    let (tokenizer, format) = (tokenizer, format)
    return await withTaskGroup(of: (Int, Outcome).self) { group in
      var outcomes: [Int: Outcome] = [:]
      var waiting = ProcessInfo.processInfo.activeProcessorCount
      for (index, source) in sources.enumerated() {
        if waiting > 0 {
          waiting -= 1
        } else if let (done, outcome) = await group.next() {
          outcomes[done] = outcome
          progress(outcomes.count)
        }
        group.addTask {
          (index, Result { () throws(Refusal) in try format.read(source, tokenizer) })
        }
      }
      for await (done, outcome) in group {
        outcomes[done] = outcome
        progress(outcomes.count)
      }
      return (0..<sources.count).compactMap { outcomes[$0] }
    }
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
