// What is cut from the music, and what is varied of it.

import ArgumentParser
import Corpus
import RWKVTraining

/// What is cut from the music for a step, and what is varied of it.
struct WindowOptions: ParsableArguments {
  @Option(help: "Random transposition by up to this many semitones; 0 for none.")
  var transpose = TrainingOptions().transposition ?? 0

  @Option(help: "Random scaling of velocities by up to this many percent; 0 for none.")
  var velocityScale = TrainingOptions().velocityScaling ?? 0

  @Option(
    help: """
      Random scaling of tempos by up to this many percent, of the notes themselves where bars are \
      two seconds each; 0 for none.
      """)
  var tempoScale = TrainingOptions().tempoScaling ?? 0

  @Option(
    help: """
      Windows of bars instead of tokens, as CONTEXT+COMPLETION, such as 8+4; in cells the \
      completion is a hole, in place of those of --hole.
      """)
  var bars: String?

  @Option(help: "Bars from one window of --bars to the next.")
  var stride = 1

  mutating func validate() throws {
    guard 0..<64 ~= transpose else {
      throw ValidationError("--transpose is between 0 and 63, not \(transpose)")
    }
    for (name, percent) in [("velocity-scale", velocityScale), ("tempo-scale", tempoScale)]
    where !(0..<100 ~= percent) {
      throw ValidationError("--\(name) is between 0 and 99 percent, not \(percent)")
    }
    guard stride > 0 else { throw ValidationError("--stride is at least 1, not \(stride)") }
    _ = try span()
  }

  private func span() throws -> BarWindows.Span? {
    guard let bars else { return nil }
    let counts = bars.split(separator: "+", omittingEmptySubsequences: false).map { Int($0) }
    guard counts.count == 2, let context = counts[0], let completion = counts[1], context > 0,
      completion > 0
    else { throw ValidationError("--bars takes CONTEXT+COMPLETION, such as 8+4, not '\(bars)'") }
    return BarWindows.Span(context: context, completion: completion, stride: stride)
  }

  func apply(to options: inout TrainingOptions) throws {
    options.transposition = transpose > 0 ? transpose : nil
    options.velocityScaling = velocityScale > 0 ? velocityScale : nil
    options.tempoScaling = tempoScale > 0 ? tempoScale : nil
    options.barSpan = try span()
  }
}
