// All that a take was made from, so that it can be made again.

import Music
import RWKV
import Tokens

/// All that a take was made from: asking for it again gives the same take, byte for byte.
public struct TakeRecord: Hashable, Sendable {
  /// Of what a record says; another number means that the same words may give another take.
  public static let version = 3

  /// The take's own.
  public internal(set) var number: Int
  /// Of the score whose hole was filled.
  public let prompt: UInt64
  /// Of the model.
  public let model: UInt64
  public let precision: Model.Precision
  public let hole: Hole
  /// For this take alone, with its own seed.
  public let options: CompletionOptions
  public let logLikelihood: Double
}

extension TakeRecord {
  /// The record of the last take that was written into a score.
  public init(lastIn score: Score) throws(ReproductionError) {
    guard let remark = score.remarks.last(where: { $0.text.hasPrefix(TakeRecord.mark) }) else {
      throw .noRecord
    }
    try self.init(text: remark.text)
  }
}

/// The take of a record once more, by the model and for the score that it was made with.
///
/// - Returns: Suggestions of one candidate, which is the take. `TakeRecord.check` says whether it
///   came out as it was.
/// - Throws: When score, model or precision are others; before the model has read anything.
public func reproduce(
  _ record: TakeRecord, of score: Score, model: Model, cells: Cells
) throws(ReproductionError) -> Suggestions {
  guard record.model == model.fingerprint else {
    throw .otherModel(wanted: record.model, found: model.fingerprint)
  }
  guard record.precision == model.precision else {
    throw .otherPrecision(wanted: record.precision, found: model.precision)
  }
  guard record.prompt == score.fingerprint else {
    throw .otherPrompt(wanted: record.prompt, found: score.fingerprint)
  }
  do {
    return try complete(score, record.hole, record.options, model: model, cells: cells)
      .numbered(from: record.number)
  } catch { throw .refused(error) }
}

extension TakeRecord {
  /// - Throws: When a take that was made again came out otherwise, which another version of
  ///   Continuo or another processor can do.
  public func check(_ take: Take) throws(ReproductionError) {
    guard take.record == self else {
      throw .otherTake(wanted: logLikelihood, found: take.logLikelihood)
    }
  }
}
