// What the workers of a run must agree on.

import Torch

extension Trainer {
  /// Whether this is the worker that writes and speaks.
  public var isFirst: Bool { workers?.rank ?? 0 == 0 }

  var isAlone: Bool { workers == nil }

  /// The sums over all workers.
  func sums(_ values: [Double]) throws -> [Double] { try workers?.sums(values) ?? values }

  /// Of each question, whether some worker says yes.
  func anyWorker(_ answers: Bool...) throws -> [Bool] {
    try sums(answers.map { $0 ? 1 : 0 }).map { $0 > 0 }
  }
}
