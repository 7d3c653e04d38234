// What every take keeps to, whatever the model says.

import Music
import RWKV
import Testing
import Tokens

@testable import Completion

private let remi = RandomModel.tokenizer

private func options(bars: Int = 2, takes: Int = 2, seed: UInt64 = 1) -> CompletionOptions {
  var options = CompletionOptions()
  (options.bars, options.takes, options.seed) = (bars, takes, seed)
  return options
}

private func takes(
  of score: Score, _ options: CompletionOptions = options(), model: Model = RandomModel.model,
  tokenizer: REMI = remi
) throws -> [Take] {
  try complete(score, options, model: model, tokenizer: tokenizer).compactMap {
    if case .take(let take) = $0 { take } else { nil }
  }.sorted { $0.number < $1.number }
}

@Suite struct TakeTests {
  @Test(arguments: 1...25 as ClosedRange<UInt64>)
  func aTakeFillsItsBarsAndNothingElse(seed: UInt64) throws {
    var random = RandomScore(seed: seed)
    let score = random.any()
    let bars = Int(seed % 4) + 1
    for take in try takes(of: score, options(bars: bars, seed: seed)) {
      #expect(take.bars.count == bars)
      let (start, end) = (take.bars[0].onset, take.bars[bars - 1].end)
      #expect(start >= score.end)
      #expect(!take.track.notes.isEmpty)
      for note in take.track.notes {
        #expect(note.onset >= start && note.end <= end && note.duration > .zero)
      }
      for pedal in take.track.pedals { #expect(pedal.onset >= start && pedal.end <= end) }
      #expect(take.tokens.filter { remi.isBar($0) }.count == bars)
    }
  }

  @Test(arguments: 1...25 as ClosedRange<UInt64>)
  func noKeyIsStruckWhileItIsDown(seed: UInt64) throws {
    var random = RandomScore(seed: seed)
    for take in try takes(of: random.any(), options(bars: 3, seed: seed)) {
      var ends: [Pitch: Tick] = [:]
      for note in take.track.notes {
        #expect(note.onset >= ends[note.pitch] ?? .zero)
        ends[note.pitch] = note.end
      }
    }
  }

  @Test(arguments: 1...15 as ClosedRange<UInt64>)
  func thePromptIsKeptAsItWas(seed: UInt64) throws {
    var random = RandomScore(seed: seed)
    let score = random.any()
    for take in try takes(of: score) {
      let whole = take.score(after: score)
      #expect(Array(whole.tracks.dropLast()) == score.tracks)
      #expect(whole.tracks.last == take.track)
      #expect(whole.metres == score.metres && whole.tempos == score.tempos)
      #expect(take.track.name == "Continuo take \(take.number)")
      #expect(!take.track.isDrums)
    }
  }

  @Test(arguments: 1...15 as ClosedRange<UInt64>)
  func theNotesAreThoseOfTheTokens(seed: UInt64) throws {
    var random = RandomScore(seed: seed)
    let score = random.regular()
    for take in try takes(of: score, options(bars: 3, seed: seed)) {
      let decoded = remi.decode(take.tokens)
      let ticks = score.ticksPerQuarter / decoded.ticksPerQuarter
      let start = take.bars[0].onset
      let said = decoded.tracks.flatMap(\.notes)
      let onsets = said.map { Tick($0.onset.value * ticks) + start }
      #expect(take.track.notes.map(\.onset) == onsets)
      #expect(take.track.notes.map(\.pitch) == said.map(\.pitch))
      for (note, said) in zip(take.track.notes, said) {
        let end = Tick(said.end.value * ticks) + start
        let next = take.track.notes.first { $0.pitch == note.pitch && $0.onset > note.onset }
        #expect(note.end == min(end, take.bars[2].end, next?.onset ?? end))
      }
    }
  }

  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func theGrammarAllowsEveryTake(seed: UInt64) throws {
    var random = RandomScore(seed: seed)
    for take in try takes(of: random.any(), options(bars: 3, seed: seed)) {
      // The first bar may release the prompt's pedal, which these tokens alone know nothing of.
      let released = remi.token(named: "PedalOff_0")
      var grammar = REMIGrammar(remi, after: [remi.beginToken])
      if take.tokens.dropFirst(3).first == released { continue }
      for token in take.tokens {
        #expect(grammar.allows(token))
        grammar.accept(token)
      }
    }
  }

  @Test func sixteenTakesAreSixteenSingleRuns() throws {
    let score = quarters(13)
    let together = try takes(of: score, options(bars: 3, takes: 16, seed: 5))
    #expect(together.count == 16)
    #expect(Set(together.map(\.tokens)).count == 16)
    for take in together {
      let single = try takes(of: score, options(bars: 3, takes: 1, seed: take.seed))[0]
      #expect(single.tokens == take.tokens)
      #expect(single.track.notes == take.track.notes)
      #expect(single.track.pedals == take.track.pedals)
      #expect(single.logLikelihood == take.logLikelihood)
    }
    let few = try takes(of: score, options(bars: 3, takes: 3, seed: 5))
    #expect(few.map(\.track) == together.prefix(3).map(\.track))
  }

  @Test func theSameSeedGivesTheSameTakesOnAnyNumberOfThreads() throws {
    let score = quarters(40)
    var single = RandomModel.model
    single.threads = 1
    let a = try takes(of: score, options(takes: 5), model: single)
    let b = try takes(of: score, options(takes: 5))
    #expect(a.map(\.track) == b.map(\.track))
    #expect(a.map(\.track) != (try takes(of: score, options(takes: 5, seed: 2)).map(\.track)))
  }

  @Test func theEventsTellOfEveryNoteAndBar() throws {
    var notes: [Int: [Note]] = [:]
    var bars: [Int: [Int]] = [:]
    for event in try complete(
      quarters(7), options(bars: 4, takes: 3), model: RandomModel.model, tokenizer: remi)
    {
      switch event {
      case .note(let take, let note): notes[take, default: []].append(note)
      case .bars(let take, let count): bars[take, default: []].append(count)
      case .take(let take):
        #expect(bars[take.number] == [1, 2, 3, 4])
        #expect(notes[take.number]?.map(\.onset) == take.track.notes.map(\.onset))
      }
    }
    #expect(notes.count == 3)
  }

  @Test func atTemperatureZeroAllTakesAreTheLikeliest() throws {
    var asked = options(takes: 3)
    asked.sampling.temperature = 0
    let result = try takes(of: quarters(7), asked)
    #expect(Set(result.map(\.tokens)).count == 1)
    asked.sampling.temperature = 1
    asked.sampling.topK = 1
    #expect(try takes(of: quarters(7), asked)[0].tokens == result[0].tokens)
  }

  @Test func aModelThatOnlyEndsBarsStillWritesANote() throws {
    let model = RandomModel.insisting(on: "Bar_None")
    for take in try takes(of: quarters(4), options(bars: 3), model: model) {
      #expect(take.track.notes.count == 1)
      #expect(take.track.notes[0].onset >= take.bars[2].onset)
    }
  }

  @Test func aModelThatNeverEndsABarIsStopped() throws {
    // At temperature 0 it strikes all keys at every position.
    let model = RandomModel.insisting(on: "Bar_None", by: -1)
    var asked = options(bars: 2)
    asked.sampling.temperature = 0
    for take in try takes(of: quarters(4), asked, model: model) {
      #expect(take.tokens.count >= 2 * Constraints.tokensPerBar)
      #expect(take.tokens.count <= 2 * (Constraints.tokensPerBar + 3))
    }
  }

  @Test func aPedalThatIsNeverReleasedLastsToTheEndOfTheTake() throws {
    let model = RandomModel.insisting(on: "Pedal_0")
    var open = 0
    for take in try takes(of: quarters(4), options(takes: 8), model: model) {
      let kinds = take.tokens.map { remi.kind(of: $0) }
      guard kinds.last(where: { $0 == .pedalOn || $0 == .pedalOff }) == .pedalOn else { continue }
      open += 1
      #expect(take.track.pedals.last?.end == take.bars[1].end)
    }
    #expect(open > 3)
  }

  @Test func newNotesAreAsLoudAsTheLast() throws {
    for take in try takes(of: quarters(16, velocity: 33)) {
      #expect(take.track.notes.allSatisfy { $0.velocity == Velocity(33) })
    }
  }

  @Test func accentsOnTheFirstBeatAreKept() throws {
    let notes = (0..<16).map { beat in
      Note(
        onset: Tick(beat * 480), duration: Tick(480), pitch: Pitch(60),
        velocity: Velocity(beat % 4 == 0 ? 100 : 50))
    }
    let score = Score(ticksPerQuarter: 480, tracks: [Track(notes: notes)])
    let model = RandomModel.insisting(on: "Position_0")
    let result = try takes(of: score, options(bars: 4, takes: 8), model: model)
      .flatMap(\.track.notes)
    for note in result {
      #expect(note.velocity.value == (note.onset.value % 1920 == 0 ? 100 : 50))
    }
    #expect(result.contains { $0.velocity.value == 100 })
  }

  @Test func aTokenizerWithVelocitiesIsHeard() throws {
    var configuration = TokenizerConfiguration.continuo
    configuration.useVelocities = true
    let remi = REMI(configuration)
    let model = RandomModel.make(seed: 3, remi: remi)
    let result = try takes(of: quarters(8), options(bars: 4), model: model, tokenizer: remi)
    #expect(Set(result.flatMap(\.track.notes).map(\.velocity)).count > 1)
  }

  @Test func miditoksOwnVocabularyCanBeContinued() throws {
    let remi = REMI(.miditok)
    let model = RandomModel.make(seed: 3, remi: remi)
    for take in try takes(of: quarters(8), options(bars: 3), model: model, tokenizer: remi) {
      #expect(take.track.notes.allSatisfy { $0.end <= take.bars[2].end })
      #expect(!take.track.notes.isEmpty)
    }
  }

  @Test func impossibleOptionsAreRefused() {
    func check(_ name: String, _ change: (inout CompletionOptions) -> Void) {
      var asked = CompletionOptions()
      change(&asked)
      #expect { try asked.check() } throws: { error in
        if case .option(name, _, _)? = error as? CompletionError { true } else { false }
      }
    }
    for bars in [0, -1, 1001, .max] { check("bars") { $0.bars = bars } }
    for takes in [0, -1, 257, .max] { check("takes") { $0.takes = takes } }
    for temperature in [-1, .nan, .infinity, 11.0] {
      check("temperature") { $0.sampling.temperature = temperature }
    }
    for p in [0, -0.1, 1.1, .nan] { check("top-p") { $0.sampling.topP = p } }
    for k in [0, -5] { check("top-k") { $0.sampling.topK = k } }
    for p in [-0.1, 1.1, .nan] { check("min-p") { $0.sampling.minP = p } }
    for nats in [-1, 21, .nan] { check("repetition") { $0.sampling.repetition = nats } }
    for nats in [-101, .infinity, .nan] { check("bias") { $0.sampling.biases[.kind(.bar)] = nats } }
  }

  @Test func aModelOfAnotherVocabularyIsRefused() {
    let small = RandomModel.make(seed: 1, remi: REMI(TokenizerConfiguration()))
    #expect(throws: CompletionError.self) { try takes(of: quarters(4), model: small) }
  }

  @Test func theTokenizerStandsInTheCheckpoint() throws {
    #expect(try REMI(of: RandomModel.model).vocabulary == remi.vocabulary)
    let silent = RandomModel.make(seed: 1, saysTokenizer: false)
    #expect(throws: CompletionError.noTokenizer) { try REMI(of: silent) }
  }
}
