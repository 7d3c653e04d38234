// Runs a script of Tests/Oracles in the tests' own Python.

import Foundation

enum Oracle {
  private static let python: URL = {
    let posix = packageFolder.appending(path: ".venv/bin/python")
    let windows = packageFolder.appending(path: ".venv/Scripts/python.exe")
    return isPresent(windows) ? windows : posix
  }()

  static var isThere: Bool { isPresent(python) }

  struct Failure: Error { var status: Int32 }

  /// - Returns: What the script printed.
  static func run(_ script: String, _ arguments: String...) throws -> Data {
    let process = Process()
    process.executableURL = python
    process.arguments =
      [packageFolder.appending(path: "Tests/Oracles").appending(path: script).path] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
    return output
  }
}
