// However the work is shared and interrupted, the dataset is the same.

import Foundation
import MIDIFile
import TestSupport
import Testing

@testable import Corpus

struct ShardTests {
  /// Music with duplicates and a damaged file, in folders with and without a part.
  private func writeMusic(_ folder: URL) throws {
    for seed: UInt64 in 0..<23 {
      try write(
        RandomScore.barred(seed: seed % 20, bars: 20).midi(), "music/\(seed).mid", in: folder)
    }
    try write([1], "music/cut.mid", in: folder)
    try write(RandomScore.barred(seed: 3, bars: 20).midi(), "music/test/a.mid", in: folder)
  }

  private func prepare(
    _ folder: URL, _ name: String, _ shard: String = "0/1", blockSize: Int = 4
  ) async throws -> Summary? {
    var preparation = Preparation(
      folders: [folder.appending(path: "music")], format: .scores, tokenizer: tokenizer)
    preparation.shard = try #require(Shard(shard))
    preparation.blockSize = blockSize
    return try await preparation.run(into: folder.appending(path: name)) { _, _ in }
  }

  private func files(_ folder: URL) throws -> [String: Data] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return try Dictionary(
      uniqueKeysWithValues: names.map {
        ($0, try Data(contentsOf: folder.appending(path: $0)))
      })
  }

  @Test func shardsInAnyOrderMakeTheDatasetOfOneRun() async throws {
    try await withFolder { folder in
      try writeMusic(folder)
      _ = try #require(try await prepare(folder, "whole"))
      let whole = try files(folder.appending(path: "whole"))
      for (number, order) in [[0, 1, 2], [2, 0, 1], [1, 1, 2, 0]].enumerated() {
        let name = "shards-\(number)"
        for (step, shard) in order.enumerated() {
          let summary = try await prepare(folder, name, "\(shard)/3")
          #expect((summary != nil) == (step == order.count - 1))
        }
        #expect(try files(folder.appending(path: name)) == whole)
      }
      _ = try await prepare(folder, "other-blocks", blockSize: 256)
      #expect(try files(folder.appending(path: "other-blocks")) == whole)
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      #expect(
        left == ["music", "other-blocks", "shards-0", "shards-1", "shards-2", "whole"])
    }
  }

  @Test func aRunThatWasKilledGoesOnAtTheFirstMissingBlock() async throws {
    try await withFolder { folder in
      try writeMusic(folder)
      _ = try await prepare(folder, "whole")
      // What a killed run leaves: some blocks, and the beginning of another under another name.
      #expect(try await prepare(folder, "killed", "1/2") == nil)
      let blocks = folder.appending(path: "killed.blocks")
      try FileManager.default.removeItem(at: blocks.appending(path: "3.block"))
      try write([1, 2, 3], "killed.blocks/3.block.partial", in: folder)
      let kept = blocks.appending(path: "1.block")
      let before = try FileManager.default.attributesOfItem(atPath: kept.path)
      #expect(try await prepare(folder, "killed", "1/2") == nil)
      let after = try FileManager.default.attributesOfItem(atPath: kept.path)
      #expect(
        before[.modificationDate] as? Date == after[.modificationDate] as? Date
          && before[.systemFileNumber] as? Int == after[.systemFileNumber] as? Int)
      _ = try #require(try await prepare(folder, "killed"))
      #expect(
        try files(folder.appending(path: "killed")) == files(folder.appending(path: "whole")))
    }
  }

  @Test func twoRunsThatFindAllBlocksAtOnceMakeOneDataset() async throws {
    try await withFolder { folder in
      try writeMusic(folder)
      _ = try await prepare(folder, "whole")
      #expect(try await prepare(folder, "data", "0/2") == nil)
      /// Nil also for a run that comes when the other one has made the dataset.
      func prepareRest() async throws -> Summary? {
        do { return try await prepare(folder, "data", "1/2") } catch let error as DatasetError {
          guard error.reason.hasPrefix("is there already") else { throw error }
          return nil
        }
      }
      async let first = prepareRest()
      async let second = prepareRest()
      let summaries = try await [first, second]
      #expect(summaries.contains { $0 != nil })
      #expect(try files(folder.appending(path: "data")) == files(folder.appending(path: "whole")))
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      #expect(left == ["data", "music", "whole"])
    }
  }

  @Test func anyNumberOfRunsMayRemoveTheBlocksAtOnce() async throws {
    try await withFolder { folder in
      for round in 0..<20 {
        let blocks = try BlockFolder(for: folder.appending(path: "data"))
        for number in 0..<40 { try write([1], "data.blocks/\(number).block", in: folder) }
        try write([1], "data.blocks/scratch/part", in: folder)
        await withTaskGroup(of: Void.self) { group in
          for _ in 0..<4 { group.addTask { blocks.remove() } }
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(left.isEmpty, "round \(round)")
      }
    }
  }

  @Test func aRunThatComesLateLeavesNoBlocks() async throws {
    try await withFolder { folder in
      try writeMusic(folder)
      _ = try await prepare(folder, "whole")
      let (whole, data) = (folder.appending(path: "whole"), folder.appending(path: "data"))
      var preparation = Preparation(
        folders: [folder.appending(path: "music")], format: .scores, tokenizer: tokenizer)
      preparation.shard = try #require(Shard("0/2"))
      preparation.blockSize = 4
      // Blocks of the other share are missing here: another run has joined all and removed them.
      let summary = try await preparation.run(into: data) { _, _ in
        try? FileManager.default.copyItem(at: whole, to: data)
      }
      #expect(summary == nil)
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      #expect(left == ["data", "music", "whole"])
    }
  }

  @Test func aRunWhoseBlocksAnotherHasJoinedMeanwhileEndsWell() async throws {
    try await withFolder { folder in
      try writeMusic(folder)
      _ = try await prepare(folder, "whole")
      let (whole, data) = (folder.appending(path: "whole"), folder.appending(path: "data"))
      var preparation = Preparation(
        folders: [folder.appending(path: "music")], format: .scores, tokenizer: tokenizer)
      preparation.blockSize = 4
      let summary = try await preparation.run(into: data) { done, total in
        // What another run does between this one's last block and its joining.
        guard done == total else { return }
        try? FileManager.default.copyItem(at: whole, to: data)
        try? FileManager.default.removeItem(at: folder.appending(path: "data.blocks"))
      }
      #expect(summary == nil)
      #expect(try files(data) == files(whole))
    }
  }

  @Test(
    .enabled(if: isPresent(URL(filePath: "/dev/full")), "skipped: no /dev/full, which is full"))
  func aFullDiskIsNamedWithWhatToDo() throws {
    let error = #expect(throws: DatasetError.self) {
      let file = try OutputFile(URL(filePath: "/dev/full"))
      try file.append(Data([1]))
      try file.close()
    }
    #expect(error?.file.path == "/dev/full")
    #expect(error?.reason == "there is no room left on this disk")
    #expect(error?.advice?.hasPrefix("make some") == true)
  }

  @Test func blocksOfOtherMusicAreRefused() async throws {
    try await withFolder { folder in
      try writeMusic(folder)
      #expect(try await prepare(folder, "data", "0/2") == nil)
      try write(RandomScore.barred(seed: 90, bars: 20).midi(), "music/new.mid", in: folder)
      let error = await #expect(throws: DatasetError.self) {
        try await prepare(folder, "data", "1/2")
      }
      #expect(error?.file.lastPathComponent == "data.blocks")
    }
  }

  @Test func aDamagedBlockIsRefusedByName() async throws {
    try await withFolder { folder in
      try writeMusic(folder)
      #expect(try await prepare(folder, "data", "0/2") == nil)
      let block = folder.appending(path: "data.blocks/0.block")
      let whole = try Data(contentsOf: block)
      for bytes in [Data(), whole.prefix(7), whole.prefix(whole.count - 1), whole + [0]] {
        try bytes.write(to: block)
        let error = await #expect(throws: DatasetError.self) {
          try await prepare(folder, "data", "1/2")
        }
        #expect(error?.file.lastPathComponent == "0.block")
      }
    }
  }

  @Test(arguments: ["", "1", "2/2", "-1/2", "0/0", "a/2", "0/2/3", "/"])
  func whatIsNoShareIsRefused(text: String) { #expect(Shard(text) == nil) }

  @Test func metreAndKeyOfAPieceAreKept() async throws {
    try await withFolder { folder in
      try writeMusic(folder)
      _ = try await prepare(folder, "data")
      let pieces = try Dataset(contentsOf: folder.appending(path: "data")).train.pieces
      #expect(pieces.allSatisfy { $0.metre == "4/4" })
      #expect(pieces.allSatisfy { $0.key.hasSuffix("major") || $0.key.hasSuffix("minor") })
    }
  }
}
