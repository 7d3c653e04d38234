// The candidates of one completion, written side by side.

import Music
import RWKV
import Random
import Tokens

/// The candidates of one completion, written side by side: going through the events writes them.
///
/// The model reads the prompt once, at the first event. The candidates go on from copies of its
/// state, all in one batch, and one that is finished leaves it. Stopping early costs nothing.
public struct Candidates: Sequence, IteratorProtocol {
  private let prompt: Prompt
  private let model: Model
  private let cache: PromptCache?
  private let constraints: Constraints
  private var sampler: Sampler
  private let hole: Hole
  private(set) var options: CompletionOptions
  private let promptFingerprint: UInt64
  /// One of which nothing is written; all begin as copies of it.
  private let blank: TakeWriter
  /// After the prompt, once it is read.
  private var start: (state: State, logits: [Float])?
  /// Those that are not finished, with the state of each.
  private var writers: [TakeWriter]
  private var states: [State] = []
  /// The tokens that the model has not read yet, one for each writer.
  private var unread: [Int] = []
  /// Which token may come next; here so that it need not be made for each.
  private var mask: [Bool]
  private var events: [CompletionEvent] = []
  private var nextEvent = 0

  init(
    _ score: Score, _ hole: Hole, _ options: CompletionOptions, _ model: Model,
    _ cache: PromptCache?, _ vocabulary: Cells
  ) throws(CompletionError) {
    self.model = model
    self.cache = cache
    (self.hole, self.options) = (hole, options)
    promptFingerprint = score.fingerprint
    let prompt = try Prompt(
      score, hole, limit: options.promptTokens, dynamics: options.dynamics,
      pedals: options.pedals, acceptsSilence: options.acceptsSilence,
      locked: options.locked, vocabulary)
    self.prompt = prompt
    let given = prompt.given.hands.right + prompt.given.hands.left
    let rhythm =
      options.controls.keepsRhythm
      ? try Rhythm(score, prompt.cells, untilNext: options.controls.isPlayable, vocabulary) : nil
    constraints = try Constraints(
      vocabulary, SoundingKeys(given), options.controls,
      room: HandReach(options.controls, score, prompt.given, prompt.cells), rhythm: rhythm)
    sampler = Sampler(options.sampling, vocabulary)
    mask = Array(repeating: false, count: vocabulary.symbols.count)
    let dynamics = Dynamics(
      given, BarLines(score), bar: prompt.cells[0].bar, ticksPerQuarter: score.ticksPerQuarter,
      vocabulary)
    let locked = try LockedNotes(options.locked, score, prompt.cells, vocabulary)
    self.options.locked = locked.notes
    let recent = RecentNotes(prompt.piece.beforeHole(vocabulary) + prompt.opening, vocabulary)
    let recall = Recall(prompt.piece.history(vocabulary) + prompt.opening, vocabulary)
    blank = TakeWriter(
      number: 1, seed: options.seed,
      draft: UnfinishedTake(prompt, dynamics, vocabulary, locked, rhythm), recent: recent,
      recall: recall)
    writers = blank.copies(options)
  }

  /// Candidates for the same hole once more, drawn with another seed and otherwise; the prompt is
  /// not read again.
  func drawnAgain(_ options: CompletionOptions) -> Candidates {
    var result = self
    result.options.seed = options.seed
    result.options.sampling = options.sampling
    result.sampler = Sampler(options.sampling, constraints.vocabulary)
    result.writers = blank.copies(options)
    (result.states, result.unread, result.events, result.nextEvent) = ([], [], [], 0)
    return result
  }

  /// All candidates, by their numbers; all the work is done here.
  public func takes() -> [Take] {
    compactMap { if case .candidate(let take) = $0 { take } else { nil } }
      .sorted { $0.number < $1.number }
  }

  /// How many tokens the model reads before it writes.
  public var promptTokenCount: Int { prompt.tokens.count }
  /// What is not in the hole.
  public var given: GivenMusic { prompt.given }
  /// The bars of the hole, counted from the score's first, from zero, with the hands that are
  /// filled.
  public var bars: [(number: Int, bar: Bar, hands: [Hand])] {
    Dictionary(grouping: prompt.cells, by: \.bar).sorted { $0.key < $1.key }.map { number, cells in
      (number, cells[0].grid.bar, cells.compactMap(\.block.hand))
    }
  }

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

  /// Each candidate has one token more.
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

  /// The logits after the prompt; all candidates start from its state.
  private mutating func readPrompt() -> [Float] {
    let start = start ?? read()
    self.start = start
    states = Array(repeating: start.state, count: writers.count)
    return start.logits
  }

  private func read() -> (state: State, logits: [Float]) {
    guard let cache else { return prompt.read(model) }
    let lines = prompt.barLines(constraints.vocabulary)
    let reading = cache.read(prompt.tokens.map { Int($0.id) }, barLines: lines)
    return (reading.state, reading.logits)
  }

  private mutating func write(_ token: Token, _ index: Int) {
    let number = writers[index].number
    let barsBefore = writers[index].draft.finishedBars
    var pedalsTold = writers[index].draft.pedals.count
    if let note = writers[index].append(token, constraints.vocabulary) {
      events.append(.note(note, hand: writers[index].draft.hand, candidate: number))
    }
    func tell(of pedals: [Pedal]) {
      for pedal in pedals.dropFirst(pedalsTold) {
        events.append(.pedal(pedal, candidate: number))
      }
      pedalsTold = pedals.count
    }
    tell(of: writers[index].draft.pedals)
    let bars = writers[index].draft.finishedBars
    if bars > barsBefore { events.append(.bars(bars, candidate: number)) }
    guard writers[index].draft.isFinished else { return }
    let take = take(writers[index])
    tell(of: take.tracks.flatMap(\.pedals))
    events.append(.candidate(take))
  }

  private func take(_ writer: TakeWriter) -> Take {
    var draft = writer.draft
    let (hands, pedals) = draft.music(besides: constraints.given)
    func track(_ hand: Hand?, _ notes: [Note], _ pedals: [Pedal]) -> Track {
      Track(
        name: Take.name(writer.number, hand), channel: given.channel, program: given.program,
        notes: notes, pedals: pedals)
    }
    var tracks: [Track] = []
    if given.hands.areWritten {
      // The pedal belongs to both hands and stands on the first track there is.
      for hand in Hand.allCases where !hands[hand].isEmpty {
        let pedals = tracks.isEmpty ? pedals : []
        tracks.append(track(hand, hands[hand], pedals))
      }
    }
    if tracks.isEmpty { tracks = [track(nil, (hands.right + hands.left).sorted(), pedals)] }
    return Take(
      number: writer.number, seed: writer.seed, tracks: tracks, hands: hands, tokens: draft.tokens,
      logLikelihood: writer.logLikelihood, logLikelihoodOfBars: writer.logLikelihoodOfBars,
      record: record(of: writer))
  }

  private func record(of writer: TakeWriter) -> TakeRecord {
    var options = options
    (options.takes, options.candidates, options.seed) = (1, 1, writer.seed)
    return TakeRecord(
      number: writer.number, prompt: promptFingerprint, model: model.fingerprint,
      precision: model.precision, hole: hole, options: options,
      logLikelihood: writer.logLikelihood)
  }
}

extension TakeWriter {
  /// One for each candidate, each with a seed of its own.
  fileprivate func copies(_ options: CompletionOptions) -> [TakeWriter] {
    (1...options.candidateCount).map { numbered($0, seed: SplitMix64.seed(options.seed, take: $0)) }
  }
}
