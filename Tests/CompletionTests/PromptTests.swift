// What the model reads of a score.

import Music
import Testing
import Tokens

@testable import Completion

private let remi = RandomModel.tokenizer

private func prompt(_ score: Score, bars: Int = 1, limit: Int = 4096) throws -> Prompt {
  try Prompt(score, bars: bars, limit: limit, Vocabulary(remi))
}

private func names(_ tokens: some Sequence<Token>) -> [String] {
  tokens.map { remi.vocabulary[Int($0.id)] }
}

@Suite struct PromptTests {
  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func aRegularScoreIsReadAsItIsEncoded(seed: UInt64) throws {
    var random = RandomScore(seed: seed)
    let score = random.regular()
    let prompt = try prompt(score)
    let encoded = remi.encode(score)
    #expect(prompt.tokens.first == remi.beginToken)
    #expect(Array(prompt.tokens.dropFirst().prefix(encoded.count)) == encoded)
    let bars = encoded.filter { remi.isBar($0) }.count
    let rest = prompt.tokens.dropFirst(1 + encoded.count)
    #expect(names(rest).allSatisfy { $0 == "Bar_None" || $0.hasPrefix("TimeSig") })
    #expect(prompt.tokens.filter { remi.isBar($0) }.count >= bars + 1)
  }

  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func everyBarLineOfAnyScoreIsOneOfTheTokens(seed: UInt64) throws {
    var random = RandomScore(seed: seed)
    let score = random.any()
    let prompt = try prompt(score, limit: 100_000)
    let starts = BarLines(score)
    let onset = score.tracks.filter { !$0.isDrums }.flatMap(\.notes).map(\.onset).max()!
    let seam = starts.index(at: prompt.bars[0].bar.onset)
    let shown = min(seam, starts.index(at: onset) + 1 + 8)
    #expect(prompt.tokens.filter { remi.isBar($0) }.count == shown + 1)
  }

  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func theHoleBeginsAtTheFirstBarLineAfterTheLastNote(seed: UInt64) throws {
    var random = RandomScore(seed: seed)
    let score = random.any()
    let bars = try prompt(score, bars: 3).bars.map(\.bar)
    let last = score.bars().last!
    #expect(bars[0].onset == last.end)
    #expect(last.onset < score.end && score.end <= bars[0].onset)
    #expect(bars == Array(score.bars(through: bars[2].onset).suffix(3)))
  }

  @Test func theBarsKeepThePiecesLastMetre() throws {
    let metres = [
      Metre(onset: .zero, numerator: 4, denominator: 4),
      Metre(onset: Tick(1920), numerator: 3, denominator: 4),
    ]
    let prompt = try prompt(quarters(5, metres: metres), bars: 2)
    #expect(prompt.bars.map(\.bar.onset) == [Tick(3360), Tick(4800)])
    #expect(names(prompt.opening) == ["Bar_None", "TimeSig_3/4"])
  }

  @Test func aPickupIsABarOfItsOwn() throws {
    let metres = [
      Metre(onset: .zero, numerator: 4, denominator: 4),
      Metre(onset: Tick(480), numerator: 4, denominator: 4),
    ]
    let prompt = try prompt(quarters(5, metres: metres))
    #expect(
      names(prompt.tokens.filter { [.bar, .timeSignature].contains(remi.kind(of: $0)) })
        == ["Bar_None", "TimeSig_1/4", "Bar_None", "TimeSig_4/4", "Bar_None", "TimeSig_4/4"])
    #expect(prompt.bars[0].bar.onset == Tick(480 + 1920))
  }

  @Test func aMetreWrittenAfterTheLastNoteHoldsInTheHole() throws {
    let metres = [Metre(onset: Tick(1920), numerator: 6, denominator: 8)]
    let prompt = try prompt(quarters(4, metres: metres), bars: 2)
    #expect(names(prompt.opening) == ["Bar_None", "TimeSig_6/8"])
    #expect(prompt.bars[1].bar.end == Tick(1920 + 2 * 1440))
  }

  @Test(arguments: [64, 100, 333, 1000])
  func ofALongScoreTheLastBarsAreRead(limit: Int) throws {
    let score = quarters(4000)
    let whole = try prompt(score, limit: 1_000_000)
    let cut = try prompt(score, limit: limit)
    #expect(cut.tokens.count <= limit && cut.tokens.count > limit - 30)
    #expect(cut.tokens.first == remi.beginToken)
    #expect(remi.isBar(cut.tokens[1]))
    #expect(Array(cut.tokens.dropFirst()) == Array(whole.tokens.suffix(cut.tokens.count - 1)))
  }

  @Test func ofOneBarWithTooManyNotesTheEndIsRead() throws {
    let notes = (0..<48).flatMap { position in
      (21...108).map {
        Note(
          onset: Tick(position * 40), duration: Tick(40), pitch: Pitch($0), velocity: Velocity(64))
      }
    }
    let score = Score(ticksPerQuarter: 480, tracks: [Track(notes: notes)])
    let prompt = try prompt(score, limit: 1000)
    #expect(prompt.tokens.count <= 1000 && prompt.tokens.count > 800)
    #expect(names(prompt.tokens.prefix(3)) == ["BOS_None", "Bar_None", "TimeSig_4/4"])
    #expect(remi.kind(of: prompt.tokens[3]) == .position)
  }

  @Test func aPedalThatIsDownAtTheSeamIsReleasedThere() throws {
    for end in [1900, 1920, 2400, 100_000] {
      let pedal = Pedal(onset: Tick(960), duration: Tick(end - 960))
      let prompt = try prompt(quarters(4, pedals: [pedal]))
      #expect(
        names(prompt.opening) == ["Bar_None", "TimeSig_4/4", "Position_0", "PedalOff_0"])
      #expect(!prompt.grammar.isPedalDown)
    }
    let early = Pedal(onset: Tick(960), duration: Tick(480))
    #expect(try names(prompt(quarters(4, pedals: [early])).opening) == ["Bar_None", "TimeSig_4/4"])
  }

  @Test func aVeryLongLastNoteIsSeenAsAFewBars() throws {
    let long = Note(
      onset: .zero, duration: Tick(480 * 4 * 500), pitch: Pitch(60), velocity: Velocity(64))
    let score = Score(ticksPerQuarter: 480, tracks: [Track(notes: [long])])
    let prompt = try prompt(score)
    #expect(prompt.bars[0].bar.onset == long.end)
    #expect(prompt.tokens.filter { remi.isBar($0) }.count == 10)
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func theGrammarAllowsWhatIsRead(seed: UInt64) throws {
    var random = RandomScore(seed: seed)
    var grammar = REMIGrammar(remi)
    for token in try prompt(random.any()).tokens {
      #expect(grammar.allows(token))
      grammar.accept(token)
    }
  }

  @Test func aScoreWithNothingToGoOnFromIsRefused() {
    #expect(throws: CompletionError.noNotes) {
      try prompt(Score(ticksPerQuarter: 480, tracks: []))
    }
    #expect(throws: CompletionError.onlyDrums) { try prompt(quarters(4, channel: 9)) }
    #expect(throws: CompletionError.noNoteInRange(lowest: 21, highest: 108)) {
      try prompt(quarters(4, pitch: 110))
    }
  }

  @Test func aScoreWithoutEndIsRefused() {
    let far = Note(
      onset: Tick(Int(Int32.max) - 10), duration: Tick(1), pitch: Pitch(60), velocity: Velocity(1))
    let late = Score(ticksPerQuarter: 32_767, tracks: [Track(notes: [far])])
    #expect(throws: CompletionError.endsTooLate(tick: 2_147_680_248)) {
      try prompt(late)
    }
    let distant = Score(ticksPerQuarter: 1, tracks: [Track(notes: [far])])
    #expect(throws: CompletionError.tooManyBars(536_870_910)) { try prompt(distant) }
  }
}
