// What the user is told when something is wrong with the world.

import ArgumentParser
import Foundation

/// What is wrong, where, and what to do about it.
struct UserError: Error {
  /// A file or an option.
  var place: String?
  var what: String
  var advice: String?

  init(_ place: String? = nil, _ what: String, advice: String? = nil) {
    (self.place, self.what, self.advice) = (place, what, advice)
  }

  init(_ place: URL, _ what: String, advice: String? = nil) {
    self.init(place.relativePath, what, advice: advice)
  }

  /// From a text that says after its last `separator` what to do.
  init(_ place: String? = nil, text: String, separator: String) {
    guard let range = text.range(of: separator, options: .backwards) else {
      self.init(place, text)
      return
    }
    let advice = text[range.upperBound...]
    self.init(
      place, String(text[..<range.lowerBound]),
      advice: advice.prefix(1).uppercased() + advice.dropFirst())
  }

  /// On two lines: the error, then the advice.
  var message: String {
    let error = "error: " + [place, what].compactMap(\.self).joined(separator: ": ")
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
