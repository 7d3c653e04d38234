// The options that say how the model is run.

import ArgumentParser
import Foundation
import RWKV

/// The numbers that a model's matrices are kept in.
enum WeightFormat: String, CaseIterable, ExpressibleByArgument {
  case int4, int8, bf16, fp32

  var precision: Model.Precision {
    switch self {
    case .int4: .int4
    case .int8: .int8
    case .bf16: .bfloat16
    case .fp32: .float32
    }
  }
}

/// How the model is run.
struct EngineOptions: ParsableArguments {
  @Option(
    help: """
      The numbers that the model is multiplied in: fewer bits are faster and a little less exact. \
      Without it, as the file has them.
      """)
  var precision: WeightFormat?

  @Option(
    parsing: .unconditional,
    help: "How many threads to use at most; the takes do not depend on it. (default: all)")
  var threads: Int?

  /// - Parameter usual: The numbers that are used when no others are asked for.
  func load(_ url: URL, usual: Model.Precision = .asStored) throws(UserError) -> Model {
    if let threads, threads < 1 {
      throw UserError(
        nil, "--threads \(threads) is not possible", advice: "Give a whole number from 1 on")
    }
    var model = try loadModel(url, precision: precision?.precision ?? usual)
    if let threads { model.threads = threads }
    return model
  }
}
