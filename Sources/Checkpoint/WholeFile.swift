// Writes a file whole or not at all.

import Foundation

/// A file that is written whole or not at all, whatever ends the process or the machine meanwhile.
public enum WholeFile {
  /// Writes beside `url`, brings the bytes to the disk and then renames, so that no reader sees
  /// half a file and no power cut leaves one.
  public static func write(to url: URL, _ body: (FileHandle) throws -> Void) throws {
    let beside = url.deletingLastPathComponent()
      .appendingPathComponent(prefix(url) + UUID().uuidString)
    do {
      try Data().write(to: beside)
      let handle = try FileHandle(forWritingTo: beside)
      try body(handle)
      try handle.synchronize()
      try handle.close()
      try rename(beside, to: url)
    } catch {
      try? FileManager.default.removeItem(at: beside)
      throw error
    }
  }

  /// Writes bytes that are there already in the same way.
  public static func write(_ data: Data, to url: URL) throws {
    try write(to: url) { try $0.write(contentsOf: data) }
  }

  /// Removes what a process that was killed while it wrote `url` has left beside it. Nobody may be
  /// writing it now.
  public static func removeLeftovers(of url: URL) {
    let folder = url.deletingLastPathComponent()
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names where name.hasPrefix(prefix(url)) {
      try? FileManager.default.removeItem(at: folder.appendingPathComponent(name))
    }
  }

  private static func prefix(_ url: URL) -> String { ".\(url.lastPathComponent)." }
}
