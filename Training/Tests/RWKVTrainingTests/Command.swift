// Runs continuo-train as a user does.

import Foundation

/// Runs continuo-train as a user does: the executable that was built beside these tests.
final class Command {
  private let process = Process()
  private let errorFile, outputFile: URL

  static let url: URL = {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
    let place = bundle ?? Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
    let folder = place.deletingLastPathComponent()
    let windows = folder.appending(path: "continuo-train.exe")
    return FileManager.default.fileExists(atPath: windows.path)
      ? windows : folder.appending(path: "continuo-train")
  }()

  /// Starts it.
  init(_ arguments: [String], environment: [String: String] = [:]) throws {
    errorFile = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    outputFile = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    for file in [errorFile, outputFile] { try Data().write(to: file) }
    process.executableURL = Self.url
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: outputFile)
    process.standardError = try FileHandle(forWritingTo: errorFile)
    try process.run()
  }

  deinit {
    for file in [errorFile, outputFile] { try? FileManager.default.removeItem(at: file) }
  }

  var isRunning: Bool { process.isRunning }
  var error: String { (try? String(contentsOf: errorFile, encoding: .utf8)) ?? "" }
  var output: String { (try? String(contentsOf: outputFile, encoding: .utf8)) ?? "" }

  /// Waits until `isSo`, or until it ended.
  func wait(until isSo: () -> Bool) {
    while process.isRunning && !isSo() { Thread.sleep(forTimeInterval: 0.002) }
  }

  func interrupt() { process.interrupt() }
  func terminate() { process.terminate() }

  /// Ends it at once, as a power cut would.
  func kill() {
    #if os(Windows)
      process.terminate()
    #else
      Foundation.kill(process.processIdentifier, SIGKILL)
    #endif
    process.waitUntilExit()
  }

  /// Waits for its end: its exit status, or nil when a signal ended it.
  func end() -> Int32? {
    process.waitUntilExit()
    return process.terminationReason == .exit ? process.terminationStatus : nil
  }
}
