// Another program that does the same work, asked line by line.

import Foundation

/// A Python script beside this package that waits for a request a line and answers each with a line
/// of JSON; while it waits it uses no processor.
final class Peer {
  private let process = Process()
  private let requests = Pipe()
  private let answers = Pipe()
  private var received = Data()

  /// nil, after saying so, where the tests' Python is absent.
  init?(_ script: String, _ arguments: [String]) throws {
    let python = Platform.python(in: SourceTree.root.appending(path: ".venv"))
    guard FileManager.default.fileExists(atPath: python.path) else {
      report("skipped: \(script), because .venv is absent; Scripts/setup-oracles makes it")
      return nil
    }
    process.executableURL = python
    process.arguments = [SourceTree.benchmarks.appending(path: script).path] + arguments
    process.standardInput = requests
    process.standardOutput = answers
    try process.run()
  }

  deinit {
    try? requests.fileHandleForWriting.close()
    if process.isRunning { process.waitUntilExit() }
  }

  /// The answer to a request.
  func ask<Answer: Decodable>(_ request: String) throws -> Answer {
    try requests.fileHandleForWriting.write(contentsOf: Data("\(request)\n".utf8))
    return try answer()
  }

  /// The next line of JSON; the first comes unasked.
  func answer<Answer: Decodable>() throws -> Answer {
    while true {
      if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
        let line = received[..<end]
        received = Data(received[(end + 1)...])
        return try JSONDecoder().decode(Answer.self, from: line)
      }
      let more = answers.fileHandleForReading.availableData
      guard !more.isEmpty else { throw UserError("the peer ended without an answer") }
      received += more
    }
  }
}

/// How often a peer did its work and how long that took.
struct PeerPasses: Decodable {
  let units: Double
  let seconds: Double

  var rate: Double { units / seconds }
}
