// What the model reads of a score.

import Music
import TestSupport
import Testing
import Tokens

@testable import Completion

private let cells = RandomModel.cells
private let remi = cells.remi

private func prompt(
  _ score: Score, _ hole: Hole = .after(bars: 1), limit: Int = 4096
) throws -> Prompt {
  try Prompt(score, hole, limit: limit, dynamics: nil, pedals: nil, cells)
}

private func names(_ tokens: some Sequence<Token>) -> [String] {
  tokens.map { cells.vocabulary[Int($0.id)] }
}

@Suite struct PromptTests {
  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func aRegularScoreIsReadAsItIsEncoded(seed: UInt64) throws {
    var random = RandomScore(seed: seed)
    let score = random.regular()
    let prompt = try prompt(score)
    let hands = score.dividedIntoHands()
    let encoded = cells.encode(score, right: hands.right, left: hands.left).tokens(cells).dropLast()
    #expect(Array(prompt.tokens.prefix(encoded.count)) == Array(encoded))
    let marks = ["Hand_Right", "Hole_None", "Hand_Left", "Hole_None", "Fill_None", "Bar_None"]
    let rest = names(prompt.tokens.dropFirst(encoded.count)).filter { !$0.hasPrefix("TimeSig") }
    #expect(rest.suffix(marks.count + 1) == marks + ["Hand_Right"])
  }

  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func everyBarLineOfAnyScoreIsOneOfTheTokens(seed: UInt64) throws {
    var random = RandomScore(seed: seed)
    let score = random.any()
    let prompt = try prompt(score, .after(bars: 3), limit: 1_000_000)
    let bars = BarLines(score).index(at: score.end - Tick(1)) + 1
    let read = prompt.tokens.dropLast(prompt.opening.count)
    #expect(read.count { remi.isBar($0) } == bars + 3)
  }

  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func theHoleBeginsAtTheFirstBarLineAfterTheLastNote(seed: UInt64) throws {
    var random = RandomScore(seed: seed)
    let score = random.any()
    let bars = try prompt(score, .after(bars: 3)).cells.filter { $0.block == .hand(.right) }
      .map(\.grid.bar)
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
    let prompt = try prompt(quarters(5, metres: metres), .after(bars: 2))
    #expect(prompt.cells.map(\.grid.bar.onset.value) == [3360, 3360, 4800, 4800])
    #expect(
      prompt.cells.map(\.block) == [.hand(.right), .hand(.left), .hand(.right), .hand(.left)])
    #expect(names(prompt.opening) == ["Bar_None", "TimeSig_3/4", "Hand_Right"])
  }

  @Test func aPickupIsABarOfItsOwn() throws {
    let metres = [
      Metre(onset: .zero, numerator: 4, denominator: 4),
      Metre(onset: Tick(480), numerator: 4, denominator: 4),
    ]
    let prompt = try prompt(quarters(5, metres: metres))
    #expect(
      names(prompt.tokens).filter { $0.hasPrefix("TimeSig") }
        == ["TimeSig_1/4", "TimeSig_4/4", "TimeSig_4/4", "TimeSig_4/4"])
    #expect(prompt.cells[0].grid.bar.onset == Tick(480 + 1920))
  }

  @Test func aMetreWrittenAfterTheLastNoteHoldsInTheHole() throws {
    let metres = [Metre(onset: Tick(1920), numerator: 6, denominator: 8)]
    let prompt = try prompt(quarters(4, metres: metres), .after(bars: 2))
    #expect(names(prompt.opening) == ["Bar_None", "TimeSig_6/8", "Hand_Right"])
    #expect(prompt.cells[3].end == Tick(1920 + 2 * 1440))
  }

  @Test(arguments: [64, 100, 333, 1000], [Hole.after(bars: 2), .bars(600...603), .bars(0...1)])
  func ofALongScoreTheNearestBarsAreRead(limit: Int, hole: Hole) throws {
    let score = quarters(4000)
    let whole = try prompt(score, hole, limit: 1_000_000)
    let cut = try prompt(score, hole, limit: limit)
    let marks = 4 * 6 + 4 + cut.opening.count
    #expect(cut.tokens.count <= limit + marks && cut.tokens.count > limit - 40)
    #expect(Array(cut.tokens.prefix(3)) == Array(whole.tokens.prefix(3)))
    #expect(remi.isBar(cut.tokens[3]))
    #expect(cut.cells.map(\.bar) == whole.cells.map(\.bar))
    func sides(_ prompt: Prompt) -> (later: ArraySlice<Token>, before: ArraySlice<Token>) {
      let tokens = prompt.tokens
      let mark = tokens.firstIndex(of: cells.laterToken) ?? 2
      return (tokens[3..<max(3, mark)], tokens[(mark + 1)...])
    }
    let (part, all) = (sides(cut), sides(whole))
    #expect(Array(all.later.prefix(part.later.count)) == Array(part.later))
    #expect(Array(all.before.suffix(part.before.count)) == Array(part.before))
    if case .cells = hole, limit > 64 { #expect(!part.later.isEmpty) }
  }

  @Test func ofOneBarWithTooManyNotesTheBeginningIsRead() throws {
    let notes = (0..<48).flatMap { position in
      (21...108).map {
        Note(
          onset: Tick(position * 40), duration: Tick(40), pitch: Pitch($0), velocity: Velocity(64))
      }
    }
    let score = Score(ticksPerQuarter: 480, tracks: [Track(notes: notes)])
    let prompt = try prompt(score, limit: 1000)
    #expect(prompt.tokens.count <= 2 * 3 * 512 + 100)
    #expect(prompt.tokens.count { remi.isBar($0) } == 3)
  }

  @Test func aHandThatIsGivenStaysInTheHolesBars() throws {
    let staves = [72, 48].map { pitch in
      Track(
        notes: (0..<8).map {
          Note(
            onset: Tick($0 * 480), duration: Tick(480), pitch: Pitch(pitch), velocity: Velocity(70))
        })
    }
    let score = Score(ticksPerQuarter: 480, tracks: staves)
    let read = try names(prompt(score, .bars(0...1, hands: [.left])).tokens)
    #expect(read.count { $0 == "Pitch_72" } == 8)
    #expect(!read.contains("Pitch_48"))
    #expect(read.count { $0 == "Hole_None" } == 2)
  }

  @Test func velocitiesAndPedalsAreSaidAtTheStart() throws {
    let plain = quarters(4)
    #expect(
      try names(prompt(plain).tokens.prefix(3)) == ["BOS_None", "Dynamics_Off", "Pedals_Off"])
    let pedal = Pedal(onset: .zero, duration: Tick(480))
    let loud = Note(
      onset: .zero, duration: Tick(480), pitch: Pitch(50), velocity: Velocity(120))
    let full = Score(
      ticksPerQuarter: 480, tracks: [Track(notes: plain.tracks[0].notes + [loud], pedals: [pedal])])
    #expect(try names(prompt(full).tokens.prefix(3)) == ["BOS_None", "Dynamics_On", "Pedals_On"])
    let quiet = try Prompt(
      full, .after(bars: 1), limit: 4096, dynamics: false, pedals: false, cells)
    #expect(names(quiet.tokens.prefix(3)) == ["BOS_None", "Dynamics_Off", "Pedals_Off"])
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
    #expect(throws: CompletionError.tooManyBars(2_000_001)) {
      try prompt(quarters(4), .bars(2_000_000...2_000_000))
    }
  }
}
