// What the user is told when something is wrong with the world.

import ArgumentParser
import Foundation

/// What is wrong, where, and what to do about it.
struct UserError: Error {
  /// A file or an option.
  let place: String?
  let problem: String
  /// A sentence of its own.
  let advice: String?

  init(_ place: String?, _ problem: String, advice: String? = nil) {
    (self.place, self.problem) = (place, problem)
    self.advice = advice.map { $0.prefix(1).uppercased() + $0.dropFirst() }
  }

  init(_ place: URL, _ problem: String, advice: String? = nil) {
    self.init(place.relativePath, problem, advice: advice)
  }

  /// On two lines: the error, then the advice.
  var message: String {
    let error = "error: " + [place, problem].compactMap(\.self).joined(separator: ": ")
    return [error, advice].compactMap(\.self).map { $0.hasSuffix(".") ? $0 : $0 + "." }
      .joined(separator: "\n")
  }
}

/// Runs a command; a failure is told on standard error and becomes the exit code 1.
func reportingFailure(_ body: () throws -> Void) throws {
  do { try body() } catch let failure as UserError {
    printError(failure.message)
    throw ExitCode.failure
  }
}

func printError(_ text: String, terminator: String = "\n") {
  FileHandle.standardError.write(Data((text + terminator).utf8))
}
