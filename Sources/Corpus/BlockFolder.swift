// The folder of blocks from which a dataset is joined.

import Foundation

/// The blocks of a dataset that is not yet joined, in a folder beside its place. They stay when a run
/// is killed, and the next run goes on from there.
struct BlockFolder {
  let url: URL
  let blockCount: Int

  private static let planFile = "plan.txt"

  /// Makes the folder, or takes the one that is there when it was begun with the same work.
  ///
  /// - Parameter work: A number for all that the blocks depend on.
  init(for folder: URL, work: UInt64, blockCount: Int) throws(DatasetError) {
    let url = folder.deletingLastPathComponent().appending(
      path: "\(folder.lastPathComponent).blocks", directoryHint: .isDirectory)
    self.url = url
    self.blockCount = blockCount
    try attempt(url) {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }
    let plan = url.appending(path: Self.planFile)
    let text = Data("\(blockCount) blocks of work \(String(work, radix: 16))\n".utf8)
    if FileManager.default.fileExists(atPath: plan.path) {
      guard try attempt(plan, { try Data(contentsOf: plan) }) == text else {
        throw DatasetError(
          url, "was begun with other music or other options; go on with those, or remove it")
      }
    } else {
      try attempt(plan) { try text.write(to: plan, options: .atomic) }
    }
  }

  func url(ofBlock block: Int) -> URL { url.appending(path: "\(block).block") }

  func hasBlock(_ block: Int) -> Bool {
    FileManager.default.fileExists(atPath: url(ofBlock: block).path)
  }

  var missingBlocks: Int { (0..<blockCount).count { !hasBlock($0) } }

  /// Where another run reads it still, that run removes it.
  func remove() { try? FileManager.default.removeItem(at: url) }
}
