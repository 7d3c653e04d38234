// What is sorted on the disk is sorted as in memory.

import Foundation
import Random
import TestSupport
import Testing

@testable import Corpus

struct ExternalSortTests {
  private func sorted(_ entries: [ExternalSort.Entry], runSize: Int) async throws
    -> [[ExternalSort.Entry]]
  {
    try await withFolder { folder in
      let sort = try ExternalSort(folder.appending(path: "runs"), runSize: runSize)
      for entry in entries { try sort.add(key: entry.key, value: entry.value) }
      var results: [[ExternalSort.Entry]] = [[], []]
      for number in results.indices { try sort.forEachEntry { results[number].append($0) } }
      return results
    }
  }

  @Test(arguments: [0, 1, 2, 3, 7, 700, 2048])
  func allEntriesComeInOrderAsOftenAsTheyAreAskedFor(count: Int) async throws {
    var generator = SplitMix64(seed: UInt64(count))
    let entries = (0..<count).map { _ in
      ExternalSort.Entry(key: UInt64(generator.below(50)), value: UInt64(generator.below(20)))
    }
    for runSize in [1, 2, 512, 1 << 17] {
      #expect(
        try await sorted(entries, runSize: runSize) == [entries.sorted(), entries.sorted()])
    }
  }

  @Test func itsFileIsGoneWithIt() async throws {
    try await withFolder { folder in
      do {
        let sort = try ExternalSort(folder.appending(path: "runs"), runSize: 1)
        try sort.add(key: 1, value: 2)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
  }

  /// What memory holds of a piece is a few numbers: whatever its names and notes.
  @Test func aTableHoldsNothingOfAPieceButNumbers() async throws {
    try await withFolder { folder in
      var table = try PieceTable(in: folder, count: 3)
      for (number, bars) in [10, 20, 30].enumerated() {
        try table.append(
          try encoded(RandomScore.barred(seed: UInt64(bars), bars: bars)), number: number, work: "")
      }
      let arrays = Mirror(reflecting: table).children.compactMap { child -> Int? in
        switch child.value {
        case let numbers as [UInt32]: 4 * numbers.count
        case let numbers as [UInt64]: 8 * numbers.count
        case let splits as [Split?]: splits.count
        default: nil
        }
      }
      #expect(arrays.count == 5 && arrays.reduce(0, +) == 3 * 21)
    }
  }

  @Test func theListOfPiecesGivesWhatWasListed() async throws {
    let folders = ["music", "other"].map { URL(filePath: "/there/\($0)") }
    let pieces = (0..<700).map { number in
      var piece = SourcePiece(
        in: folders[number % 2], path: "ä b/\(number)\n.mid",
        split: [nil, .train, .validation, .test][number % 4], source: "s\(number % 3)")
      (piece.licence, piece.composer) = ("CC0", "Dvořák\t\(number)")
      (piece.title, piece.work) = ("", String(repeating: "w", count: number))
      return piece
    }
    try await withFolder { folder in
      let list = try SourceList(folder.appending(path: "list"), folders: folders) {
        add throws(DatasetError) in
        for piece in pieces { try add(piece) }
      }
      #expect(list.count == 700)
      for range in [0..<700, 0..<0, 255..<257, 256..<512, 699..<700, 3..<4] {
        let read = try list.pieces(range)
        #expect(read.map { "\($0)" } == pieces[range].map { "\($0)" })
      }
    }
  }
}
