// Why a take cannot be made again.

import RWKV

/// Why a take cannot be made again.
public enum ReproductionError: Error, Hashable, Sendable {
  /// The score does not say how a take in it was made.
  case noRecord
  case otherVersion(String)
  /// What the record says cannot be understood.
  case damaged(String)
  case otherModel(wanted: UInt64, found: UInt64)
  case otherPrecision(wanted: Model.Precision, found: Model.Precision)
  case otherPrompt(wanted: UInt64, found: UInt64)
  /// The settings are refused, as they are when they are asked for anew.
  case refused(CompletionError)
  /// It came out with another likelihood.
  case otherTake(wanted: Double, found: Double)
}

extension ReproductionError: CustomStringConvertible {
  public var description: String { "\(problem); \(advice)" }

  /// What is wrong.
  public var problem: String {
    switch self {
    case .noRecord: "the file does not say how a take in it was made"
    case .otherVersion(let version):
      "the take was made by another version (its record is of version \(version), this version "
        + "reads \(TakeRecord.version))"
    case .damaged(let what): "the take's record cannot be read (\(what))"
    case .otherModel(let wanted, let found):
      "the take was made by another model (\(hexadecimal(wanted)), not \(hexadecimal(found)))"
    case .otherPrecision: "the take was made with other numbers"
    case .otherPrompt(let wanted, let found):
      "the take was made for another piece (\(hexadecimal(wanted)), not \(hexadecimal(found)))"
    case .refused(let error): error.problem
    case .otherTake(let wanted, let found):
      "the take comes out otherwise here (log likelihood \(found), not \(wanted))"
    }
  }

  /// What to do about it.
  public var advice: String {
    switch self {
    case .noRecord:
      "choose a take as 'continuo complete' wrote it: other programs may drop the text event that "
        + "says it"
    case .otherVersion: "use the version of Continuo that wrote it"
    case .damaged: "choose a take as 'continuo complete' wrote it"
    case .otherModel: "name its model with --model"
    case .otherPrecision(let wanted, _):
      wanted.name.map { "add --precision \($0)" } ?? "leave --precision out"
    case .otherPrompt: "give the piece as it was then"
    case .refused(let error): error.advice
    case .otherTake: "use the version of Continuo and a machine of the kind that made it"
    }
  }
}

extension Model.Precision {
  /// As the command calls it; nil for what is used without a word.
  fileprivate var name: String? {
    switch self {
    case .asStored: nil
    case .float32: "fp32"
    case .bfloat16: "bf16"
    case .int8: "int8"
    case .int4: "int4"
    }
  }
}

/// Sixteen digits.
func hexadecimal(_ number: UInt64) -> String {
  let digits = String(number, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
