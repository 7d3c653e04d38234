// Where the repository, the shared folder beside it and what is there are found.

import Foundation

public func isPresent(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }

/// The repository that these tests stand in.
public enum Repository {
  public static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  public static func file(_ path: String) -> URL { folder.appending(path: path) }
}

/// The folder of music and recorded models beside the repository. A fresh clone has none; then the
/// tests that need it say that they are skipped.
public enum Shared {
  public static let folder = Repository.folder.deletingLastPathComponent().appending(path: "shared")
  /// Music.
  public static let data = folder.appending(path: "data")
  /// Recorded models and their logits.
  public static let models = folder.appending(path: "oracles/rwkv")

  public static let noData = "skipped: no ../shared/data beside the package"
  public static let noModels = "skipped: no recorded models in ../shared/oracles/rwkv"

  public static func hasData(_ path: String = "") -> Bool { isPresent(data.appending(path: path)) }
  public static var hasModels: Bool { isPresent(models) }

  /// The files below a folder of `data` whose names end like this, in the order of their paths.
  public static func files(_ path: String = "", endingWith suffixes: String...) -> [URL] {
    let walk = FileManager.default.enumerator(
      at: data.appending(path: path), includingPropertiesForKeys: nil)
    return (walk?.compactMap { $0 as? URL } ?? []).filter { url in
      suffixes.contains { url.lastPathComponent.lowercased().hasSuffix($0) }
    }.sorted { $0.path < $1.path }
  }
}

/// Whether tests read every file of the shared folder, not a sample: `CONTINUO_TEST_ALL_FILES` is
/// set in the environment.
public let readsAllFiles = ProcessInfo.processInfo.environment["CONTINUO_TEST_ALL_FILES"] != nil

/// Every `step`-th of the elements, or all where tests read every file.
public func sample<Element>(_ elements: [Element], every step: Int) -> [Element] {
  readsAllFiles ? elements : stride(from: 0, to: elements.count, by: step).map { elements[$0] }
}
