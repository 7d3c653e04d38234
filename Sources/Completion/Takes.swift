// The takes of one completion, written side by side.

import Music
import RWKV
import Tokens

/// The takes of one completion, written side by side: going through the events writes them.
///
/// The model reads the prompt once, at the first event; the takes go on from copies of its state,
/// all in one batch, and one that is finished leaves it. Stopping early costs nothing.
public struct Takes: Sequence, IteratorProtocol {
  private let prompt: Prompt
  private let score: Score
  private let options: CompletionOptions
  private let model: Model
  private let cache: PromptCache?
  private let constraints: Constraints
  private var sampler: Sampler
  /// Those that are not finished, with the state of each.
  private var writers: [Writer]
  private var states: [State] = []
  /// The tokens that the model has not read yet, one for each writer.
  private var unread: [Int] = []
  /// Which token may come next; here so that it need not be made for each.
  private var mask: [Bool]
  private var events: [CompletionEvent] = []
  private var nextEvent = 0

  init(
    _ score: Score, _ options: CompletionOptions, _ model: Model, _ cache: PromptCache?,
    _ vocabulary: Vocabulary
  ) throws(CompletionError) {
    self.score = score
    self.options = options
    self.model = model
    self.cache = cache
    constraints = Constraints(vocabulary: vocabulary)
    sampler = Sampler(options.sampling, vocabulary)
    mask = Array(repeating: false, count: vocabulary.kinds.count)
    let prompt = try Prompt(
      score, bars: options.bars, limit: options.promptTokens, vocabulary)
    self.prompt = prompt
    let dynamics = Dynamics(score, BarLines(score), vocabulary)
    let recent = RecentNotes(prompt.tokens, vocabulary)
    writers = (1...options.takes).map {
      Writer(
        number: $0, seed: SplitMix64.seed(options.seed, take: $0),
        draft: Draft(prompt, dynamics, vocabulary), recent: recent)
    }
  }

  /// How many tokens of the prompt the model reads.
  public var promptTokenCount: Int { prompt.tokens.count }
  /// The bars that each take fills.
  public var bars: [Bar] { prompt.bars.map(\.bar) }

  public mutating func next() -> CompletionEvent? {
    while nextEvent == events.count && !writers.isEmpty {
      events.removeAll(keepingCapacity: true)
      nextEvent = 0
      writeTokens()
    }
    guard nextEvent < events.count else { return nil }
    defer { nextEvent += 1 }
    return events[nextEvent]
  }

  /// Each take has one token more.
  private mutating func writeTokens() {
    let isFirst = states.isEmpty
    let logits = isFirst ? readPrompt() : model.step(unread, states: &states)
    let size = isFirst ? 0 : model.configuration.vocabularySize
    unread.removeAll(keepingCapacity: true)
    for index in writers.indices {
      constraints.allowed(after: writers[index].draft, into: &mask)
      let token = writers[index].choose(logits[(index * size)...], mask: mask, &sampler)
      unread.append(token)
      write(Token(token), index)
    }
    let live = writers.indices.filter { !writers[$0].draft.isFinished }
    if live.count < writers.count {
      (unread, states) = (live.map { unread[$0] }, live.map { states[$0] })
      writers = live.map { writers[$0] }
    }
  }

  /// The logits after the prompt; all takes start from its state.
  private mutating func readPrompt() -> [Float] {
    let remi = constraints.vocabulary.remi
    let (state, logits): (State, [Float])
    if let cache {
      let reading = cache.read(prompt.tokens.map { Int($0.id) }, barLines: prompt.barLines(remi))
      (state, logits) = (reading.state, reading.logits)
    } else {
      (state, logits) = prompt.read(model)
    }
    states = Array(repeating: state, count: writers.count)
    return logits
  }

  private mutating func write(_ token: Token, _ index: Int) {
    let (number, barsBefore) = (writers[index].number, writers[index].draft.barIndex)
    writers[index].recent.accept(token, constraints.vocabulary)
    if let note = writers[index].draft.append(token) {
      events.append(.note(take: number, note))
    }
    let bars = writers[index].draft.barIndex
    if bars > barsBefore { events.append(.bars(take: number, bars)) }
    if writers[index].draft.isFinished { events.append(.take(take(writers[index]))) }
  }

  private func take(_ writer: Writer) -> Take {
    var draft = writer.draft
    let place = Takes.place(in: score)
    return Take(
      number: writer.number, seed: writer.seed, bars: bars,
      track: draft.track(
        name: "Continuo take \(writer.number)", channel: place.channel, program: place.program),
      tokens: draft.tokens, logLikelihood: writer.logLikelihood)
  }

  /// Where the takes sound: with the piano that has most notes, or, without a piano, with whatever
  /// has most notes.
  private static func place(in score: Score) -> (channel: UInt8, program: UInt8) {
    let tracks = score.tracks.filter { !$0.isDrums && !$0.notes.isEmpty }
    let pianos = tracks.filter { $0.program < 8 }
    let most = (pianos.isEmpty ? tracks : pianos).max { $0.notes.count < $1.notes.count }
    return (most?.channel ?? 0, most?.program ?? 0)
  }
}
