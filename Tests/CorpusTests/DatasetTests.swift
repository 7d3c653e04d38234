// A dataset on the disk: what is written is read, and nothing else is.

import Foundation
import TestSupport
import Testing
import Tokens

@testable import Corpus

struct DatasetTests {
  @Test func whatIsWrittenIsRead() async throws {
    let pieces =
      try randomPieces(bars: [1, 20, 3]) + randomPieces(bars: [7], split: .validation)
      + randomPieces(bars: [2, 9], split: .test)
    try await withDataset(pieces) { dataset in
      #expect(dataset.tokenizer.configuration == tokenizer.configuration)
      let stores = [dataset.train, dataset.validation, dataset.test]
      for (store, split) in zip(stores, Split.allCases) {
        let part = pieces.filter { $0.split == split }
        #expect(Array(store.pieces) == part.map(\.piece))
        #expect(store.tokenCount == part.reduce(0) { $0 + $1.tokens.count })
        for (index, piece) in part.enumerated() {
          #expect(store.tokens(ofPiece: index) == piece.tokens)
          #expect(store.tokens(ofPiece: index, in: 2..<5) == Array(piece.tokens[2..<5]))
          #expect(store.barOffsets(ofPiece: index) == piece.bars)
        }
      }
    }
  }

  @Test func aPartMayBeEmpty() async throws {
    try await withDataset(randomPieces(bars: [3])) { dataset in
      #expect(dataset.test.pieceCount == 0 && dataset.test.tokenCount == 0)
      #expect(dataset.test.evaluationWindows(length: 8, dataset.tokenizer).isEmpty)
    }
  }

  @Test func aTitleWithBreaksStaysInItsLine() async throws {
    var piece = try encoded(RandomScore.barred(seed: 1, bars: 2))
    piece.piece.title = "Prélude\tin\r\nC\u{2028}major"
    try await withDataset([piece]) { dataset in
      #expect(dataset.train.pieces[0].title == "Prélude in C major")
    }
  }

  /// The bytes of a file.
  private func written(_ write: (OutputFile) throws -> Void) async throws -> [UInt8] {
    try await withFolder { folder in
      let url = folder.appending(path: "file")
      let file = try OutputFile(url)
      try write(file)
      try file.close()
      return [UInt8](try Data(contentsOf: url))
    }
  }

  @Test func theIndexIsLaidOutByteForByteAsDocumented() async throws {
    let bytes: [UInt8] =
      Array("MMIDIDX".utf8) + [0, 0] + [1, 0, 0, 0, 0, 0, 0, 0] + [8]
      + [2, 0, 0, 0, 0, 0, 0, 0] + [3, 0, 0, 0, 0, 0, 0, 0]
      + [3, 0, 0, 0] + [0, 1, 0, 0]
      + [0, 0, 0, 0, 0, 0, 0, 0] + [6, 0, 0, 0, 0, 0, 0, 0]
      + [0, 0, 0, 0, 0, 0, 0, 0] + [1, 0, 0, 0, 0, 0, 0, 0] + [2, 0, 0, 0, 0, 0, 0, 0]
    #expect(try await written { try DocumentIndex.write(sizes: [3, 256], to: $0) } == bytes)
  }

  @Test func theBarIndexIsLaidOutByteForByteAsDocumented() async throws {
    let bytes: [UInt8] =
      Array("CBARS".utf8) + [0, 0, 1] + [2, 0, 0, 0] + [2, 0, 0, 0] + [1, 0, 0, 0]
      + [1, 0, 0, 0] + [0, 1, 0, 0] + [7, 0, 0, 0]
    let result = try await written { file in
      try BarIndex.writeHeader([2, 1], to: file)
      try file.append(BarIndex.entries([1, 256, 7]))
    }
    #expect(result == bytes)
  }

  @Test(arguments: [[1, 1], [2, 1], [0, 9]])
  func barsThatDoNotFollowEachOtherAreRefused(offsets: [Int]) async throws {
    try await withFolder { folder in
      let url = folder.appending(path: "a.bars")
      let file = try OutputFile(url)
      try BarIndex.writeHeader([2, 2], to: file)
      try file.append(BarIndex.entries([1, 3] + offsets))
      try file.close()
      let error = #expect(throws: DatasetError.self) {
        try BarIndex(contentsOf: url, offsets: [0, 9, 18])
      }
      #expect(error?.place == .byte(32))
    }
  }

  static let files = [
    "train.bin", "train.idx", "train.bars", "train.tsv", "val.idx", "test.bars", "tokenizer.json",
  ]

  @Test(arguments: files) func aFileCutShortIsRefusedByName(name: String) async throws {
    try await withFolder { folder in
      let data = folder.appending(path: "data")
      try writeDataset(randomPieces(bars: [4, 6]), tokenizer, to: data)
      let url = data.appending(path: name)
      let whole = try Data(contentsOf: url)
      for count in Set([0, 1, 7, 12, whole.count / 2, whole.count - 2]) where count < whole.count {
        try whole.prefix(count).write(to: url)
        let error = #expect(throws: DatasetError.self) { try Dataset(contentsOf: data) }
        #expect(error?.file.lastPathComponent == name, "cut to \(count) bytes")
      }
      try FileManager.default.removeItem(at: url)
      let error = #expect(throws: DatasetError.self) { try Dataset(contentsOf: data) }
      #expect(error?.file.lastPathComponent == name)
    }
  }

  /// - Parameters:
  ///   - offset: The byte that is changed; the error tells a place at or before it.
  @Test(arguments: [
    ("train.bin", 1), ("train.idx", 0), ("train.idx", 9), ("train.idx", 17), ("train.idx", 18),
    ("train.idx", 26), ("train.idx", 34), ("train.idx", 50), ("train.idx", 70), ("train.bars", 0),
    ("train.bars", 7), ("train.bars", 8), ("train.bars", 12), ("train.bars", 20),
  ])
  func aForeignByteIsRefusedWithItsPlace(name: String, offset: Int) async throws {
    try await withFolder { folder in
      let data = folder.appending(path: "data")
      try writeDataset(randomPieces(bars: [4, 6]), tokenizer, to: data)
      let url = data.appending(path: name)
      var bytes = try Data(contentsOf: url)
      bytes[offset] ^= 0x55
      try bytes.write(to: url)
      let error = #expect(throws: DatasetError.self) { try Dataset(contentsOf: data) }
      #expect(error?.place != nil)
    }
  }

  @Test(
    .enabled(if: Python.isHere, "\(Python.absence)"))
  func theOfficialReadersLayoutGivesTheSameTokens() async throws {
    let pieces = try randomPieces(bars: [1, 40, 3, 8])
    try await withFolder { folder in
      let data = folder.appending(path: "data")
      try writeDataset(pieces, tokenizer, to: data)
      let output = try Python.run("dataset_binidx.py", [data.appending(path: "train").path])
      let read = try JSONDecoder().decode([[UInt16]].self, from: output)
      #expect(read == pieces.map { $0.tokens.map(\.id) })
    }
  }
}
