// The music files that lie beside the package, where there are any.

import Foundation

/// The folder of music beside the package; it is not part of it.
enum SharedMusic {
  static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let folder = package.deletingLastPathComponent()
    .appendingPathComponent("shared", isDirectory: true)
    .appendingPathComponent("data", isDirectory: true)

  static var isPresent: Bool { FileManager.default.fileExists(atPath: folder.path) }

  /// Every MIDI file below the named folders, in the order of their paths.
  static func files(_ folders: [String] = ["."]) -> [URL] {
    folders.flatMap { name -> [URL] in
      let walk = FileManager.default.enumerator(
        at: folder.appendingPathComponent(name, isDirectory: true),
        includingPropertiesForKeys: nil)
      return (walk?.compactMap { $0 as? URL } ?? []).filter {
        ["mid", "midi"].contains($0.pathExtension.lowercased())
      }
    }.sorted { $0.path < $1.path }
  }
}
