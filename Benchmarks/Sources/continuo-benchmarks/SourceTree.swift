// Where files are: in the source tree and in temporary folders.

import Foundation

/// Where things are in the source tree that this was built from.
enum SourceTree {
  static let benchmarks = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  static let root = benchmarks.deletingLastPathComponent()

  /// The files below a folder whose names end so, in the order of their paths.
  static func files(below folder: URL, endings: Set<String>) -> [URL] {
    let walk = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (walk?.compactMap { $0 as? URL } ?? [])
      .filter { endings.contains($0.pathExtension.lowercased()) }
      .sorted { $0.path < $1.path }
  }
}

/// Runs `body` with the path of a new folder that is gone afterwards.
func inTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "continuo-benchmarks-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}
