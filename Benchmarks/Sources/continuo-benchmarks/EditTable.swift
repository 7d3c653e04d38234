// How long a composer waits after an edit, with the states of the bars before it and without.

import Completion
import Music
import RWKV
import Rendering
import Tokens

/// How long a composer waits for new takes after an edit in the bar before the prompt's last.
struct EditTable {
  private static let promptBars = 16
  private static let editedBar = 15
  private static let bars = 4
  private static let takes = 4

  private struct Key: Hashable {
    let threads: Int
    let hasCache: Bool
  }

  private typealias Times = (firstNote: Double, whole: Double)

  /// Each prompt in each round, with the cache and without in turns; with weights in bf16, or in
  /// the first format that is measured.
  static func measure(_ measured: MeasuredModel, _ options: MeasuringOptions) throws -> Table {
    let prompts = try examplePrompts(bars: promptBars)
    guard !prompts.isEmpty else { throw UserError("Examples has no prompts") }
    let weights = measured.weights.contains(.bf16) ? .bf16 : measured.weights[0]
    var times: [Key: [Times]] = [:]
    for round in 0...options.rounds {
      report("edits, round \(round) of \(options.rounds)")
      for prompt in prompts {
        for threads in options.threadCounts {
          let model = measured[weights, threads: threads]
          for hasCache in [false, true] {
            let time = try time(
              prompt, seed: UInt64(round), model, hasCache ? PromptCache(model) : nil)
            if round > 0 { times[Key(threads: threads, hasCache: hasCache), default: []] += [time] }
          }
        }
      }
    }
    return table(times, weights, prompts: prompts.count)
  }

  private static func time(
    _ prompt: Score, seed: UInt64, _ model: Model, _ cache: PromptCache?
  ) throws -> Times {
    let cells = try Cells(of: model)
    var options = CompletionOptions()
    (options.takes, options.candidates, options.seed) = (takes, takes, seed)
    func completed(_ score: Score) throws -> Suggestions {
      try complete(score, .after(bars: bars), options, model: model, cells: cells, cache: cache)
    }
    var before = try completed(prompt)
    if cache != nil { _ = before.next() }
    let clock = ContinuousClock()
    let edited = edited(prompt)
    let start = clock.now
    var firstNote: Duration?
    for event in try completed(edited) {
      if case .note = event { firstNote = firstNote ?? clock.now - start }
    }
    let whole = clock.now - start
    return ((firstNote ?? whole).seconds, whole.seconds)
  }

  /// The first note of the bar, or the first after it, a semitone higher.
  private static func edited(_ score: Score) -> Score {
    let line = score.bars()[editedBar - 1].onset
    var isDone = false
    let tracks = score.tracks.map { track in
      let notes = track.notes.map { note in
        guard !isDone, !track.isDrums, note.onset >= line else { return note }
        isDone = true
        var note = note
        let pitch = Int(note.pitch.number)
        note.pitch = Pitch(pitch < 108 ? pitch + 1 : pitch - 1)
        return note
      }
      return Track(
        name: track.name, channel: track.channel, program: track.program, notes: notes,
        pedals: track.pedals)
    }
    return Score(
      ticksPerQuarter: score.ticksPerQuarter, tracks: tracks, tempos: score.tempos,
      metres: score.metres, keys: score.keys)
  }

  private static func table(
    _ times: [Key: [Times]], _ weights: Weights, prompts: Int
  ) -> Table {
    var table = Table(
      "\(takes) takes of \(bars) bars after an edit in bar \(editedBar) of \(promptBars), "
        + "\(weights.rawValue), \(prompts) prompts",
      columns: ["what", "states", "threads", "p50 ms", "p95 ms"])
    for threads in Set(times.keys.map(\.threads)).sorted() {
      for hasCache in [false, true] {
        let times = times[Key(threads: threads, hasCache: hasCache)] ?? []
        for (what, seconds) in [
          ("first note", times.map(\.firstNote)), ("all takes", times.map(\.whole)),
        ] {
          table.add(
            .text(what), .text(hasCache ? "kept" : "none"), .count(threads),
            .number(1000 * quantile(0.5, of: seconds), digits: 1),
            .number(1000 * quantile(0.95, of: seconds), digits: 1))
        }
      }
    }
    return table
  }
}
