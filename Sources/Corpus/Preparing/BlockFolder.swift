// The folder of blocks from which a dataset is joined.

import Foundation

/// The blocks of a dataset that is not joined yet, in a folder beside it. They stay when a run is
/// killed, and the next run goes on from there.
struct BlockFolder {
  let url: URL

  private static let planFile = "plan.txt"

  /// Makes the folder, or takes the one that is there.
  init(for folder: URL) throws(DatasetError) {
    let url = folder.deletingLastPathComponent().appending(
      path: "\(folder.lastPathComponent).blocks", directoryHint: .isDirectory)
    self.url = url
    try attempt(url) {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }
  }

  /// A folder for files of this run alone.
  func makeScratchFolder() throws(DatasetError) -> URL {
    let scratch = url.appending(path: UUID().uuidString, directoryHint: .isDirectory)
    try attempt(scratch) {
      try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: false)
    }
    return scratch
  }

  /// Notes what is done here, or checks that it is what was begun.
  ///
  /// - Parameter work: A number for all that the blocks depend on.
  func begin(work: UInt64, blockCount: Int) throws(DatasetError) {
    let plan = url.appending(path: Self.planFile)
    let text = Data("\(blockCount) blocks of work \(String(work, radix: 16))\n".utf8)
    if FileManager.default.fileExists(atPath: plan.path) {
      guard try attempt(plan, { try Data(contentsOf: plan) }) == text else {
        throw DatasetError(
          url, "was begun with other music or other options",
          advice: "go on with those, or remove it")
      }
    } else {
      try attempt(plan) { try text.write(to: plan, options: .atomic) }
    }
  }

  func url(ofBlock block: Int) -> URL { url.appending(path: "\(block).block") }

  func hasBlock(_ block: Int) -> Bool {
    FileManager.default.fileExists(atPath: url(ofBlock: block).path)
  }

  func missingBlocks(of count: Int) -> Int { (0..<count).count { !hasBlock($0) } }

  /// Removes the folder when nothing was begun here.
  func removeIfUnused() {
    guard !FileManager.default.fileExists(atPath: url.appending(path: Self.planFile).path) else {
      return
    }
    remove()
  }

  /// Removes the folder; any number of runs may call this at once.
  ///
  /// Renaming is atomic, so that one run alone removes the files: two that removed them side by
  /// side would each stop at a file that the other has just removed. Where the folder cannot be
  /// renamed, as on Windows while another run reads it, that run removes it.
  func remove() {
    let removed = url.deletingLastPathComponent().appending(
      path: ".\(url.lastPathComponent).\(UUID().uuidString)", directoryHint: .isDirectory)
    guard (try? FileManager.default.moveItem(at: url, to: removed)) != nil else { return }
    try? FileManager.default.removeItem(at: removed)
  }
}

/// A share of a preparation's blocks: those whose number leaves `index` when divided by `count`.
public struct Shard: Hashable, Sendable {
  public let index: Int
  public let count: Int

  /// All of the work.
  public static let whole = Shard(index: 0, count: 1)

  private init(index: Int, count: Int) { (self.index, self.count) = (index, count) }

  /// Such as "0/4", the first of four; nil when it is no share.
  public init?(_ text: String) {
    let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let index = numbers[0], let count = numbers[1], index >= 0,
      index < count
    else { return nil }
    self.init(index: index, count: count)
  }

  func holds(block: Int) -> Bool { block % count == index }
}
