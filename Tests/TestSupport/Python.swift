// Runs a script of Tests/Oracles in the tests' own Python.

import Foundation

/// The Python of the virtual environment `.venv`, which has what Tests/Oracles/requirements.txt
/// names; not every clone has one.
public enum Python {
  private static let url: URL = {
    let windows = Repository.file(".venv/Scripts/python.exe")
    return isPresent(windows) ? windows : Repository.file(".venv/bin/python")
  }()

  public static let isHere = isPresent(url)
  public static let absence = "skipped: no Python in .venv; see Tests/Oracles"

  public struct Failure: Error { public let status: Int32 }

  /// What a script of Tests/Oracles prints.
  public static func run(
    _ script: String, _ arguments: [String] = [], input: String = ""
  ) throws -> Data {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let lines = URL(filePath: try folder.write(input.utf8, to: "input"))
    let process = Process()
    process.executableURL = url
    process.arguments = [Repository.file("Tests/Oracles/\(script)").path] + arguments
    process.standardInput = try FileHandle(forReadingFrom: lines)
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
    return data
  }

  /// The lines that a script of Tests/Oracles prints.
  public static func lines(
    _ script: String, _ arguments: [String] = [], input: String = ""
  ) throws -> [Data] {
    try run(script, arguments, input: input).split(separator: UInt8(ascii: "\n")).map { Data($0) }
  }
}
