// What each platform is asked in its own way: its processor, its load, its memory, its Swift and
// its Python.

import Foundation

enum Platform {
  static var processorName: String {
    #if os(Windows)
      return ProcessInfo.processInfo.environment["PROCESSOR_IDENTIFIER"] ?? "unknown processor"
    #elseif os(macOS)
      return output(of: "/usr/sbin/sysctl", ["-n", "machdep.cpu.brand_string"])
        ?? "unknown processor"
    #else
      let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
      let line = text?.split(separator: "\n").first { $0.hasPrefix("model name") }
      let name = line?.split(separator: ":").last
      return name?.trimmingCharacters(in: .whitespaces) ?? "unknown processor"
    #endif
  }

  /// Programs that wanted a core, averaged over a minute; nil where the system does not count them.
  static var load: Double? {
    #if os(Windows)
      return nil
    #else
      var loads = [0.0]
      return getloadavg(&loads, 1) == 1 ? loads[0] : nil
    #endif
  }

  /// Memory of this process that is not on disk, now; nil where the system is not asked.
  static var residentBytes: Int? {
    #if os(Linux)
      let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
      return text?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        .map { $0 * sysconf(Int32(_SC_PAGESIZE)) }
    #else
      return nil
    #endif
  }

  static var swiftVersion: String {
    #if os(Windows)
      let text = output(of: "C:\\Windows\\System32\\cmd.exe", ["/c", "swift --version"])
    #else
      let text = output(of: "/usr/bin/env", ["swift", "--version"])
    #endif
    return text?.split(separator: "\n").first.map { String($0) } ?? "unknown Swift"
  }

  /// The interpreter of a virtual environment.
  static func python(in environment: URL) -> URL {
    #if os(Windows)
      return environment.appending(path: "Scripts").appending(path: "python.exe")
    #else
      return environment.appending(path: "bin").appending(path: "python")
    #endif
  }

  private static func output(of program: String, _ arguments: [String]) -> String? {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardOutput = pipe
    do { try process.run() } catch { return nil }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
