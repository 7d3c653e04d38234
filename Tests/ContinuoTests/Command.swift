// Runs the command as a user does.

import Foundation
import TestSupport

/// Runs the command as a user does: the executable that was built beside these tests.
enum Command {
  struct Outcome {
    /// nil when a signal ended it.
    let status: Int32?
    let output: String
    let error: String
  }

  static let url: URL = {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
    let place = bundle ?? Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
    let folder = place.deletingLastPathComponent()
    let windows = folder.appending(path: "continuo.exe")
    return FileManager.default.fileExists(atPath: windows.path)
      ? windows : folder.appending(path: "continuo")
  }()

  /// - Parameters:
  ///   - folder: Where it is run.
  ///   - interrupt: Asks whether to press the interrupt key, over and over until it is so or the
  ///     command ends.
  static func run(
    _ arguments: [String], in folder: URL, environment: [String: String] = [:],
    executable: URL = url, interrupt: (() -> Bool)? = nil
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    var variables = ProcessInfo.processInfo.environment
    variables["CONTINUO_MODEL"] = nil
    process.environment = variables.merging(environment) { $1 }
    let streams = try TemporaryFolder()
    defer { withExtendedLifetime(streams) {} }
    let (output, error) = (streams.url.appending(path: "out"), streams.url.appending(path: "err"))
    for stream in [output, error] { try Data().write(to: stream) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: error)
    try process.run()
    if let interrupt {
      while process.isRunning && !interrupt() { Thread.sleep(forTimeInterval: 0.01) }
      process.interrupt()
    }
    process.waitUntilExit()
    return Outcome(
      status: process.terminationReason == .exit ? process.terminationStatus : nil,
      output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
      error: String(decoding: try Data(contentsOf: error), as: UTF8.self))
  }
}
