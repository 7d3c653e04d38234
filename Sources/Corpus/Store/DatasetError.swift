// What can be wrong with a dataset or with the folder it is made from.

import Foundation

/// What is wrong with a dataset or its source, and where.
public struct DatasetError: Error, Hashable, Sendable {
  public let file: URL
  /// The byte, or for a table the line counted from 1, at which the trouble is.
  public let place: Place?
  public let reason: String
  /// What to do about it, where something helps.
  public let advice: String?

  public enum Place: Hashable, Sendable {
    case byte(Int)
    case line(Int)
  }

  init(_ file: URL, at place: Place? = nil, _ reason: String, advice: String? = nil) {
    self.file = file
    self.place = place
    self.reason = reason
    self.advice = advice
  }
}

extension DatasetError: CustomStringConvertible {
  public var description: String { problem + (advice.map { "; \($0)" } ?? "") }

  /// Where, and what is wrong.
  public var problem: String {
    switch place {
    case .byte(let offset): "\(file.path): byte \(offset): \(reason)"
    case .line(let number): "\(file.path): line \(number): \(reason)"
    case nil: "\(file.path): \(reason)"
    }
  }
}

/// Runs file-system work; whatever goes wrong names the file.
func attempt<Result>(_ file: URL, _ body: () throws -> Result) throws(DatasetError) -> Result {
  do {
    return try body()
  } catch let error as DatasetError {
    throw error
  } catch let error as CocoaError where error.code == .fileWriteOutOfSpace {
    throw DatasetError(
      file, "there is no room left on this disk",
      advice: "make some and run again, which goes on from there")
  } catch {
    throw DatasetError(file, error.localizedDescription)
  }
}
