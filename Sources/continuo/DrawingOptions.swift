// The options that say how many takes there are and how they are drawn.

import ArgumentParser
import Completion

/// How many takes there are and how they are drawn.
struct DrawingOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "How many takes there are.")
  var takes = CompletionOptions().takes

  @Option(
    parsing: .unconditional,
    help: """
      How many takes are drawn, of which the best that differ from each other are shown, the best \
      first. (default: \(CompletionOptions.usualCandidates), or as many as are shown)
      """)
  var candidates: Int?

  @Option(help: "Where chance starts; without it, somewhere new each time.")
  var seed: UInt64?

  @Option(
    parsing: .unconditional,
    help: "0 takes what is likeliest, 1 draws as the model expects, more is bolder.")
  var temperature = SamplingOptions().temperature

  @Option(
    parsing: .unconditional,
    help: """
      How readily takes say again what the piece has said, in other keys too: 1 is usual, 0 leaves it \
      to the model, 10 quotes wherever it can.
      """)
  var similarity = SamplingOptions().similarity

  @Option(
    parsing: .unconditional,
    help: "Draw only from the likeliest that together have this probability; 1: from all.")
  var topP = SamplingOptions().topP ?? 1

  @Option(parsing: .unconditional, help: "Draw only from so many of the likeliest.")
  var topK: Int?

  @Option(
    parsing: .unconditional,
    help: "Draw only from what has this share of the likeliest one's probability; 0: from all.")
  var minP: Double?

  @Option(
    parsing: .unconditional,
    help: "Make notes that repeat the last bars less likely, by so many nats; try 1 to 4.")
  var repetition: Double?

  /// Adds them to what is asked for; without a seed it stays as it is.
  func apply(to options: inout CompletionOptions) {
    options.takes = takes
    options.candidates = candidates
    options.seed = seed ?? options.seed
    options.sampling.temperature = temperature
    options.sampling.similarity = similarity
    options.sampling.topK = topK
    options.sampling.topP = topP
    options.sampling.minP = minP
    options.sampling.repetition = repetition
  }
}
