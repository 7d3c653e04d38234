// Made-up music and datasets of it.

import Foundation
import MIDIFile
import MidiTok
import Music
import Random
import TestSupport
import Tokens

@testable import Corpus

let tokenizer = Tokenizer.remi(REMI(.continuo))

/// Compound words or octuples for scores.
func rowTokenizer(_ tokenization: TokenizerConfiguration.Tokenization) -> Tokenizer {
  var configuration = TokenizerConfiguration.continuo
  configuration.tokenization = tokenization
  configuration.useSustainPedals = false
  configuration.barLimit = 128
  return .rows(RowText(configuration))
}

func encoded(
  _ score: Score, _ path: String = "a.mid", split: Split = .train, source: String = "music",
  tokenizer: Tokenizer = tokenizer
) throws -> EncodedPiece {
  let place = SourcePiece(
    in: URL(filePath: "music"), path: path, split: split, source: source)
  return try EncodedPiece(score, place, splitHash: 0, tokenizer: tokenizer)
}

/// A piece of random music for each number of bars; the second of each three comes from `other`.
func randomPieces(bars: [Int], split: Split = .train) throws -> [EncodedPiece] {
  try bars.enumerated().map { index, bars in
    try encoded(
      RandomScore.barred(seed: UInt64(index), bars: bars), "\(index).mid", split: split,
      source: index % 3 == 1 ? "other" : "music")
  }
}

/// Writes a dataset of pieces whose parts are given.
func writeDataset(_ pieces: [EncodedPiece], _ tokenizer: Tokenizer, to folder: URL) throws {
  var (sizes, summary): ([Split: DatasetWriter.Sizes], Summary) = ([:], Summary())
  for piece in pieces {
    let split = piece.split ?? .train
    sizes[split, default: .init()].tokens.append(UInt32(piece.tokens.count))
    sizes[split, default: .init()].bars.append(UInt32(piece.bars.count))
    summary.add(piece, to: split)
  }
  let writer = try DatasetWriter(
    folder, tokenizer, sizes: sizes,
    partial: folder.deletingLastPathComponent().appending(path: UUID().uuidString))
  for piece in pieces { try writer.add(piece, to: piece.split ?? .train) }
  try writer.finish(summary)
}

/// All scores in a folder, in the order of their paths.
func scores(in folder: URL) throws -> [SourcePiece] {
  var (scores, pieces): (ScoreFolder, [SourcePiece]) = (ScoreFolder(folder), [])
  try scores.forEachPiece { pieces.append($0) }
  return pieces
}

/// All performances in a folder of ASAP, and how many were left out.
func performances(in folder: URL) throws -> (pieces: [SourcePiece], otherFiles: Int) {
  var (performances, pieces): (ASAPFolder, [SourcePiece]) = (ASAPFolder(folder), [])
  try performances.forEachPiece { pieces.append($0) }
  return (pieces, performances.otherFiles)
}

/// The lines of a dataset's report.tsv between the first and the sums, as file, reason and detail.
func refusals(_ dataset: URL) throws -> [[String]] {
  let text = try String(contentsOf: dataset.appending(path: "report.tsv"), encoding: .utf8)
  return text.split(separator: "\n").dropFirst()
    .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    .filter { !$0[0].isEmpty }
}

/// A dataset of some pieces, on the disk and read from there.
func withDataset<Result>(
  _ pieces: [EncodedPiece], _ body: (Dataset) throws -> Result
) async throws -> Result {
  try await withFolder { folder in
    let data = folder.appending(path: "data", directoryHint: .isDirectory)
    try writeDataset(pieces, tokenizer, to: data)
    return try body(Dataset(contentsOf: data))
  }
}

/// Writes a file, and the folders above it.
func write(_ bytes: some Sequence<UInt8>, _ path: String, in folder: URL) throws {
  let url = folder.appending(path: path)
  try FileManager.default.createDirectory(
    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
  try Data(bytes).write(to: url)
}

func pitches(_ tokens: [Token]) -> [Int] {
  tokens.filter { tokenizer.kind(of: $0) == .pitch }.map { Int($0.id) }
}
