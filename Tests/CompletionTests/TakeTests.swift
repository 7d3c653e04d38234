// What every take keeps to, whatever the model says.

import Checkpoint
import Music
import RWKV
import TestSupport
import Testing
import Tokens

@testable import Completion

private let cells = RandomModel.cells

private func options(takes: Int = 2, seed: UInt64 = 1) -> CompletionOptions {
  var options = CompletionOptions()
  (options.takes, options.seed) = (takes, seed)
  return options
}

private func takes(
  of score: Score, _ hole: Hole = .after(bars: 2), _ options: CompletionOptions = options(),
  model: Model = RandomModel.model
) throws -> [Take] {
  try drawn(score, hole, options, model: model, cells: cells).compactMap {
    if case .candidate(let take) = $0 { take } else { nil }
  }.sorted { $0.number < $1.number }
}

/// A hole of some kind, which leaves a note somewhere.
private func hole(in score: Score, _ random: inout RandomScore) -> Hole {
  let lines = BarLines(score)
  let filled = Set(score.dividedIntoHands().right.map { lines.index(at: $0.onset) })
  let bars = min(score.barCount, 40)
  let hands: [Set<Hand>] = [[.right, .left], [.left], [.right, .left]]
  let first = Int.random(in: 0..<bars, using: &random.generator)
  let some = first..<min(bars + 2, first + Int.random(in: 1...4, using: &random.generator))
  let which = Int.random(in: 0..<3, using: &random.generator)
  if which == 0 || filled.isSubset(of: some) { return .after(bars: some.count) }
  return .bars(some, hands: hands[which])
}

/// The cells of a hole and where each run of bars ends.
private func places(_ hole: Hole, _ score: Score) -> [Cell: Bar] {
  let lines = BarLines(score)
  return Dictionary(
    uniqueKeysWithValues: hole.cells(in: score, lines).map { ($0, lines.bar($0.bar)) })
}

@Suite struct TakeTests {
  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func aTakeFillsItsCellsAndNothingElse(seed: UInt64) throws {
    var random = RandomScore(seed: seed)
    let score = random.any()
    let hole = hole(in: score, &random)
    let bars = places(hole, score)
    let ends = Set(bars.values.map(\.end))
    for take in try takes(of: score, hole, options(seed: seed)) {
      #expect(take.noteCount > 0)
      for track in take.tracks {
        for note in track.notes {
          let inside = bars.filter { $1.onset <= note.onset && note.onset < $1.end }
          #expect(!inside.isEmpty)
          if track.name.hasSuffix("left hand") {
            #expect(inside.keys.contains { $0.hand == .left })
          }
          #expect(ends.contains { note.end <= $0 })
        }
      }
      #expect(take.tokens.count { cells.remi.isBar($0) } == Set(bars.keys.map(\.bar)).count)
      #expect(take.tokens.last == cells.remi.endToken)
    }
  }

  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func noKeyIsStruckWhileItIsDown(seed: UInt64) throws {
    var random = RandomScore(seed: seed)
    let score = random.any()
    let hole = hole(in: score, &random)
    let events = try drawn(
      score, hole, options(seed: seed), model: RandomModel.model, cells: cells)
    let given = events.given.hands.right + events.given.hands.left
    for case .candidate(let take) in events {
      let new = take.tracks.flatMap(\.notes).sorted()
      var ends: [Pitch: Tick] = [:]
      for note in new {
        #expect(note.onset >= ends[note.pitch] ?? .zero)
        ends[note.pitch] = note.end
        for other in given where other.pitch == note.pitch {
          #expect(other.onset >= note.end || other.end <= note.onset)
        }
      }
    }
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func whatIsNotInTheHoleIsKeptAsItWas(seed: UInt64) throws {
    var random = RandomScore(seed: seed)
    let score = random.any()
    let hole = hole(in: score, &random)
    let lines = BarLines(score)
    let asked = hole.cells(in: score, lines)
    let events = try drawn(
      score, hole, options(seed: seed), model: RandomModel.model, cells: cells)
    let given = events.given
    #expect(given.score.tracks.map(\.name) == score.tracks.map(\.name))
    var removed = 0
    for (kept, whole) in zip(given.score.tracks, score.tracks) {
      // Both are in order, so that what is kept is what is left when notes of the hole are taken
      // out.
      var rest = kept.notes[...]
      for note in whole.notes {
        if rest.first == note {
          rest.removeFirst()
          continue
        }
        removed += 1
        let bar = lines.index(at: note.onset)
        #expect(asked.contains { $0.bar == bar } && !whole.isDrums)
      }
      #expect(rest.isEmpty)
    }
    let hands = score.dividedIntoHands()
    let inHole = [(hands.right, Hand.right), (hands.left, .left)].map { notes, hand in
      notes.count { asked.contains(Cell(bar: lines.index(at: $0.onset), hand: hand)) }
    }
    #expect(removed == inHole.reduce(0, +))
    for case .candidate(let take) in events {
      let whole = take.score(in: given)
      #expect(Array(whole.tracks.prefix(score.tracks.count)) == given.score.tracks)
      #expect(Array(whole.tracks.dropFirst(score.tracks.count)) == take.tracks)
      #expect(whole.metres == score.metres && whole.tempos == score.tempos)
      #expect(take.tracks.allSatisfy { $0.name.hasPrefix("Continuo take \(take.number)") })
      #expect(take.tracks.allSatisfy { !$0.isDrums })
    }
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func theNotesAreThoseOfTheTokens(seed: UInt64) throws {
    var random = RandomScore(seed: seed)
    let score = random.regular()
    let hole = hole(in: score, &random)
    let prompt = try Prompt(
      score, hole, limit: 100_000, dynamics: nil, pedals: nil, cells)
    let bars = Set(prompt.cells.map(\.bar))
    let lines = BarLines(score)
    for take in try takes(of: score, hole, options(seed: seed)) {
      let decoded = cells.decode(prompt.piece.filled(by: take.tokens, cells).tokens(cells))
      let asked = hole.cells(in: score, lines)
      let ticks = score.ticksPerQuarter / decoded.ticksPerQuarter
      var said: Set<[Int]> = []
      for (track, hand) in zip(decoded.tracks, Hand.allCases) {
        for note in track.notes {
          let onset = Tick(note.onset.value * ticks)
          if asked.contains(Cell(bar: lines.index(at: onset), hand: hand)) {
            said.insert([onset.value, Int(note.pitch.number)])
          }
        }
      }
      let played = take.tracks.flatMap(\.notes).map { [$0.onset.value, Int($0.pitch.number)] }
      #expect(Set(played).isSubset(of: said))
      // A key that a given note strikes in its course may be left out.
      if asked.count == 2 * bars.count { #expect(Set(played) == said) }
    }
  }

  @Test(arguments: 1...15 as ClosedRange<UInt64>)
  func theGrammarAllowsEveryTake(seed: UInt64) throws {
    var random = RandomScore(seed: seed)
    let score = random.any()
    let hole = hole(in: score, &random)
    let prompt = try Prompt(
      score, hole, limit: 4096, dynamics: nil, pedals: nil, cells)
    for take in try takes(of: score, hole, options(seed: seed)) {
      var grammar = FillingGrammar(prompt.piece, cells)
      var mask = [Bool](repeating: false, count: cells.vocabulary.count)
      for token in take.tokens {
        grammar.allowed(into: &mask)
        #expect(mask[Int(token.id)])
        grammar.accept(token)
      }
      #expect(grammar.isFinished)
    }
  }

  @Test func sixteenTakesAreSixteenSingleRuns() throws {
    let score = quarters(13)
    let together = try takes(of: score, .after(bars: 3), options(takes: 16, seed: 5))
    #expect(together.count == 16)
    #expect(Set(together.map(\.tokens)).count == 16)
    for take in together {
      let single = try takes(of: score, .after(bars: 3), options(takes: 1, seed: take.seed))[0]
      #expect(single.tokens == take.tokens)
      #expect(single.tracks.map(\.notes) == take.tracks.map(\.notes))
      #expect(single.tracks.map(\.pedals) == take.tracks.map(\.pedals))
      #expect(single.logLikelihood == take.logLikelihood)
    }
    let few = try takes(of: score, .after(bars: 3), options(takes: 3, seed: 5))
    #expect(few.map(\.tracks) == together.prefix(3).map(\.tracks))
  }

  @Test func theSameSeedGivesTheSameTakesOnAnyNumberOfThreads() throws {
    let score = quarters(40)
    var single = RandomModel.model
    single.threads = 1
    let hole = Hole.bars(2...4)
    let a = try takes(of: score, hole, options(takes: 5), model: single)
    let b = try takes(of: score, hole, options(takes: 5))
    #expect(a.map(\.tracks) == b.map(\.tracks))
    let other = try takes(of: score, hole, options(takes: 5, seed: 2))
    #expect(a.map(\.tracks) != other.map(\.tracks))
  }

  @Test func whatFollowsAHoleIsKnownWhenItIsFilled() throws {
    func likelihood(_ last: Int) throws -> [Double] {
      var notes = quarters(16).tracks[0].notes
      notes[15].pitch = Pitch(last)
      var asked = options(takes: 1)
      asked.sampling.topK = 1
      let score = Score(ticksPerQuarter: 480, tracks: [Track(notes: notes)])
      return try takes(of: score, .bars(1...1), asked).map(\.logLikelihood)
    }
    let (a, b) = (try likelihood(60), try likelihood(61))
    #expect(a != b)
  }

  @Test func theEventsTellOfEveryNoteAndBar() throws {
    var notes: [Int: [Hand: [Note]]] = [:]
    var bars: [Int: [Int]] = [:]
    for event in try drawn(
      quarters(7), .after(bars: 4), options(takes: 3), model: RandomModel.model, cells: cells)
    {
      switch event {
      case .note(let note, let hand, let take):
        notes[take, default: [:]][hand, default: []] += [note]
      case .pedal: break
      case .bars(let count, let take): bars[take, default: []].append(count)
      case .candidate(let take):
        #expect(bars[take.number] == [1, 2, 3, 4])
        func places(_ notes: [Note]?) -> Set<[Int]> {
          Set((notes ?? []).map { [$0.onset.value, Int($0.pitch.number)] })
        }
        let told = Hand.allCases.map { places(notes[take.number]?[$0]) }
        let played = Hand.allCases.map { places(take.hands[$0]) }
        // Of a key that both hands strike at once, one note is dropped in the end.
        #expect(told[0].union(told[1]) == played[0].union(played[1]))
        #expect(told[0].isSuperset(of: played[0]) && told[1].isSuperset(of: played[1]))
      case .take: Issue.record("none is chosen of candidates")
      }
    }
    #expect(notes.count == 3)
  }

  @Test func aSingerWithTheNotesOfAHandKeepsThem() throws {
    let melody = quarters(16, pitch: 72).tracks[0].notes
    let score = Score(
      ticksPerQuarter: 480,
      tracks: [
        Track(name: "Soprano", notes: melody), Track(name: "Piano", notes: melody),
        Track(name: "Piano", notes: quarters(16, pitch: 48).tracks[0].notes),
      ])
    let given = try drawn(
      score, .bars(1...2), options(), model: RandomModel.model, cells: cells
    ).given
    #expect(given.score.tracks[0] == score.tracks[0])
    #expect(given.score.tracks.dropFirst().map(\.notes.count) == [8, 8])
  }

  @Test func theHandThatIsAskedForIsWritten() throws {
    let staves = [72, 48].map { pitch in
      Track(
        notes: (0..<16).map {
          Note(
            onset: Tick($0 * 480), duration: Tick(480), pitch: Pitch(pitch), velocity: Velocity(70))
        })
    }
    let score = Score(ticksPerQuarter: 480, tracks: staves)
    for hand in Hand.allCases {
      let events = try drawn(
        score, .bars(1...2, hands: [hand]), options(), model: RandomModel.model, cells: cells)
      let (kept, cut) = hand == .right ? (1, 0) : (0, 1)
      #expect(events.given.score.tracks[kept] == score.tracks[kept])
      #expect(events.given.score.tracks[cut].notes.count == 8)
      for case .candidate(let take) in events {
        #expect(take.tracks.map(\.name) == ["Continuo take \(take.number), \(hand) hand"])
        // What was written is that hand's when the piece is read again.
        let hands = take.score(in: events.given).dividedIntoHands()
        #expect(hands.areWritten)
        #expect(hands[hand].count == 8 + take.noteCount)
      }
    }
  }

  @Test func atTemperatureZeroAllTakesAreTheLikeliest() throws {
    var asked = options(takes: 3)
    asked.sampling.temperature = 0
    let result = try takes(of: quarters(7), .after(bars: 2), asked)
    #expect(Set(result.map(\.tokens)).count == 1)
    asked.sampling.temperature = 1
    asked.sampling.topK = 1
    #expect(try takes(of: quarters(7), .after(bars: 2), asked)[0].tokens == result[0].tokens)
  }

  @Test func aModelThatOnlyEndsItsCellsStillWritesANote() throws {
    let model = RandomModel.make(seed: 1) { tensors in
      // Nothing is likelier than what ends a cell.
      for (index, tensor) in tensors.enumerated() where tensor.name == "head.weight" {
        let width = tensor.shape[1]
        var floats = [Float](repeating: 0, count: tensor.shape[0] * width)
        for name in ["Bar_None", "Hand_Left", "EOS_None"] {
          let row = cells.vocabulary.firstIndex(of: name)!
          for place in row * width..<(row + 1) * width { floats[place] = 1 }
        }
        tensors[index] = NamedTensor(name: tensor.name, shape: tensor.shape, floats: floats)
      }
      for (index, tensor) in tensors.enumerated() where tensor.name.hasPrefix("ln_out") {
        let value: Float = tensor.name.hasSuffix("bias") ? 1 : 0
        tensors[index] = NamedTensor(
          name: tensor.name, shape: tensor.shape,
          floats: [Float](repeating: value, count: tensor.shape[0]))
      }
    }
    for take in try takes(of: quarters(4), .after(bars: 3), model: model) {
      #expect(take.noteCount == 1)
      #expect(take.tracks[0].notes[0].onset >= Tick(3 * 1920))
    }
  }

  @Test func aModelThatNeverEndsACellIsStopped() throws {
    // At temperature 0 it strikes all keys at every position.
    let kinds = ["Pitch", "Velocity", "Duration", "Position", "TimeSig"]
    let model = RandomModel.insisting(
      on: "Pitch_21",
      against: cells.vocabulary.filter { name in !kinds.contains { name.hasPrefix($0 + "_") } })
    var asked = options()
    asked.sampling.temperature = 0
    for take in try takes(of: quarters(4), .after(bars: 1), asked, model: model) {
      #expect(take.tokens.count <= 2 * (Constraints.tokensPerCell + 5))
    }
  }

  @Test func aPedalThatIsNeverReleasedLastsToTheEndOfTheTake() throws {
    let model = RandomModel.insisting(on: "Pedal_0")
    var asked = options(takes: 8)
    asked.pedals = true
    var count = 0
    for take in try takes(of: quarters(4), .after(bars: 2), asked, model: model) {
      let pedals = take.tracks.flatMap(\.pedals)
      #expect(pedals.allSatisfy { $0.onset >= Tick(1920) && $0.end <= Tick(3 * 1920) })
      count += pedals.count
    }
    #expect(count > 3)
    asked.pedals = false
    for take in try takes(of: quarters(4), .after(bars: 2), asked, model: model) {
      #expect(take.tracks.flatMap(\.pedals).isEmpty)
    }
  }

  @Test func aPedalOverTheHoleIsTakenUpWhereItComesBack() throws {
    let pedal = Pedal(onset: Tick(960), duration: Tick(4800))
    for seed in 1...10 as ClosedRange<UInt64> {
      let score = quarters(16, pedals: [pedal])
      let events = try drawn(
        score, .bars(1...1), options(seed: seed), model: RandomModel.model, cells: cells)
      #expect(
        events.given.score.tracks[0].pedals == [Pedal(onset: Tick(960), duration: Tick(960))])
      for case .candidate(let take) in events {
        let pedals = take.tracks.flatMap(\.pedals).sorted { $0.onset < $1.onset }
        #expect(pedals.first?.onset == Tick(1920))
        #expect(pedals.last?.end == pedal.end)
      }
    }
  }

  @Test func newNotesAreAsLoudAsTheNearest() throws {
    for take in try takes(of: quarters(16, velocity: 33)) {
      #expect(take.tracks.flatMap(\.notes).allSatisfy { $0.velocity == Velocity(33) })
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
    var asked = options(takes: 8)
    asked.dynamics = false
    let result = try takes(of: score, .after(bars: 4), asked, model: model)
      .flatMap(\.tracks).flatMap(\.notes)
    for note in result {
      #expect(note.velocity.value == (note.onset.value % 1920 == 0 ? 100 : 50))
    }
    #expect(result.contains { $0.velocity.value == 100 })
  }

  @Test func velocitiesAreWrittenWhereTheyAreAskedFor() throws {
    var asked = options()
    asked.dynamics = true
    let result = try takes(of: quarters(8), .after(bars: 4), asked)
    #expect(Set(result.flatMap(\.tracks).flatMap(\.notes).map(\.velocity)).count > 1)
    let plain = RandomModel.make(seed: 1, metadata: ["dynamics": "false"])
    #expect(throws: CompletionError.notLearnt(what: "dynamics")) {
      try takes(of: quarters(8), .after(bars: 4), asked, model: plain)
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
    for bars in [0, -1, 1001, .max] {
      #expect(throws: CompletionError.self) { try takes(of: quarters(4), .after(bars: bars)) }
    }
    for takes in [0, -1, 257, .max] { check("takes") { $0.takes = takes } }
    for temperature in [-1, .nan, .infinity, 11.0] {
      check("temperature") { $0.sampling.temperature = temperature }
    }
    for p in [0, -0.1, 1.1, .nan] { check("top-p") { $0.sampling.topP = p } }
    for k in [0, -5] { check("top-k") { $0.sampling.topK = k } }
    for p in [-0.1, 1.1, .nan] { check("min-p") { $0.sampling.minP = p } }
    for nats in [-1, 21, .nan] { check("repetition") { $0.sampling.repetition = nats } }
  }

  @Test func aHoleThatLeavesNothingIsRefused() {
    #expect(throws: CompletionError.nothingGiven) { try takes(of: quarters(4), .bars(0...0)) }
    #expect(throws: CompletionError.nothingToFill) { try takes(of: quarters(4), .cells([])) }
  }

  @Test func aModelOfAnotherVocabularyIsRefused() {
    let small = RandomModel.make(seed: 1, size: 100)
    #expect(throws: CompletionError.self) { try takes(of: quarters(4), model: small) }
  }

  @Test func theCellsStandInTheCheckpoint() throws {
    #expect(try Cells(of: RandomModel.model).vocabulary == cells.vocabulary)
    let silent = RandomModel.make(seed: 1, tokenizer: nil)
    #expect(throws: CompletionError.noTokenizer) { try Cells(of: silent) }
    let other = RandomModel.make(seed: 1, tokenizer: .remi(REMI(.continuo)))
    #expect(throws: CompletionError.noCells) { try Cells(of: other) }
  }
}
