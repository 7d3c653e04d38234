// What can be wrong with a file of tensors, and where.

import Foundation

/// What is wrong with a file of tensors, which tensor it concerns and at which byte it shows.
public struct CheckpointError: Error, Hashable, Sendable {
  public enum Reason: Hashable, Sendable {
    case unreadable(String)
    case unwritable(String)
    case tooShort(bytes: Int)
    case otherFormat(String)
    case headerTooLarge(bytes: UInt64, limit: Int)
    case malformedHeader(String)
    /// Of a PyTorch file.
    case malformedArchive(String)
    case malformedPickle(String)
    case duplicateName
    case unknownElementType(String)
    case sizeMismatch(expected: Int, found: Int)
    case outsideTheFile(end: Int, available: Int)
    case overlap(with: String)
    case unclaimedBytes(count: Int)
    case tooManyElements
    case notContiguous
    case missing
    case notFloatingPoint(ElementType)
    /// A number that the format wanted does not reach.
    case tooLarge(Float, ElementType)
  }

  public let reason: Reason
  public let file: URL
  public let tensor: String?
  /// From the start of the file.
  public let byteOffset: Int?

  public init(_ reason: Reason, file: URL, tensor: String? = nil, byteOffset: Int? = nil) {
    self.reason = reason
    self.file = file
    self.tensor = tensor
    self.byteOffset = byteOffset
  }
}

extension CheckpointError: CustomStringConvertible {
  public var description: String { "\(problem). \(advice)." }

  /// Where, and what is wrong.
  public var problem: String {
    var place = file.path
    if let tensor { place += ", tensor '\(tensor)'" }
    if let byteOffset { place += ", byte \(byteOffset)" }
    return "\(place): \(reason.texts.problem)"
  }

  /// What to do about it.
  public var advice: String { reason.texts.advice }
}

extension CheckpointError.Reason: CustomStringConvertible {
  public var description: String { "\(texts.problem). \(texts.advice)." }

  /// What is wrong, and what to do about it.
  var texts: (problem: String, advice: String) {
    let again = "The file is damaged or incomplete; copy or export it again"
    return switch self {
    case .unreadable(let why): ("cannot be read (\(why))", "Check the path and its permissions")
    case .unwritable(let why):
      ("cannot be written (\(why))", "Check the folder, its permissions and the free space")
    case .tooShort(let bytes): ("has only \(bytes) bytes, too few for a safetensors file", again)
    case .otherFormat(let name):
      ("is not a safetensors file but looks like \(name)", "Convert it to safetensors first")
    case .headerTooLarge(let bytes, let limit):
      (
        "declares a header of \(bytes) bytes where at most \(limit) are possible",
        "This is not a safetensors file, or it is damaged"
      )
    case .malformedHeader(let what): ("malformed header: \(what)", again)
    case .malformedArchive(let what): ("malformed zip archive: \(what)", again)
    case .malformedPickle(let what):
      (
        "is not a plain dictionary of tensors: \(what)",
        "Save the state dictionary of the model alone"
      )
    case .notContiguous:
      ("its numbers do not stand in a row", "Save it with .contiguous()")
    case .duplicateName: ("the header names this twice", again)
    case .unknownElementType(let name):
      (
        "has the element type '\(name)', which is not known here", "Export it as F32 or BF16"
      )
    case .sizeMismatch(let expected, let found):
      ("its shape needs \(expected) bytes, \(found) are given", again)
    case .outsideTheFile(let end, let available):
      ("its bytes end at \(end) of only \(available)", again)
    case .overlap(let other): ("shares bytes with '\(other)'", again)
    case .unclaimedBytes(let count): ("\(count) bytes belong to no tensor", again)
    case .tooManyElements: ("its shape has more elements than can be counted", again)
    case .missing: ("there is no tensor of this name", "Check that the file is what was meant")
    case .tooLarge(let value, let type):
      (
        "holds \(value), which is beyond \(type.rawValue)",
        "Choose BF16, which reaches as far as F32"
      )
    case .notFloatingPoint(let type):
      (
        "has the element type \(type.rawValue) where F32, BF16 or F16 is needed", "Export it so"
      )
    }
  }
}
