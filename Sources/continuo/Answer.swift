// What `continuo complete` found out.

import Completion
import Music
import Rendering

/// What `continuo complete` found out.
struct Answer {
  /// As the user wrote it.
  let promptPath: String
  let modelPath: String
  let prompt: Score
  let options: CompletionOptions
  let promptTokens: Int
  /// Those that were filled.
  let bars: [Bar]
  let loading: Duration
  var takes: [Take] = []
  /// From the request, the model being loaded.
  var firstNote: Duration?
  var total: Duration = .zero

  init(
    promptPath: String, modelPath: String, prompt: Score, options: CompletionOptions,
    promptTokens: Int, bars: [Bar], loading: Duration
  ) {
    self.promptPath = promptPath
    self.modelPath = modelPath
    self.prompt = prompt
    self.options = options
    self.promptTokens = promptTokens
    self.bars = bars
    self.loading = loading
  }

  /// The number, from 1, of the first bar that was filled.
  var firstBar: Int { BarLines(prompt).index(at: bars[0].onset) + 1 }

  var roll: PianoRoll {
    PianoRoll(
      prompt: prompt,
      takes: takes.map { take in
        PianoRoll.Take(
          label: "Take \(take.number): \(take.summary), seed \(take.seed)",
          score: Score(
            ticksPerQuarter: prompt.ticksPerQuarter, tracks: [take.track],
            metres: prompt.metres))
      })
  }
}

extension Take {
  /// How many notes, and how much the model believes in them.
  var summary: String {
    "\(track.notes.count) notes, \(decimal(logLikelihoodPerNote, 2)) nats per note"
  }
}
