// Louder, softer, faster, slower and in another key: what holds of the tokens then.

import MidiTok
import Music
import Testing
import Tokens

struct AugmentationTests {
  /// Velocities and tempos have tokens for all whole numbers, so that products are exact.
  private static let fine = {
    var configuration = TokenizerConfiguration.miditok
    configuration.velocityCount = 127
    configuration.tempoRange = 20...240
    configuration.tempoCount = 221
    return configuration
  }()

  private static let tokenizers = [
    Tokenizer.remi(REMI(.miditok)), .remi(REMI(fine)), .remi(REMI(.rootedChordsAndRests)),
    .cells(Cells()),
  ]

  private func score(
    _ velocities: [Int], tempo: Int = 100, pitch: Int = 60, ticks: Int = 480
  ) -> Score {
    let notes = velocities.enumerated().map { index, velocity in
      Note(
        onset: Tick(index * ticks), duration: Tick(ticks), pitch: Pitch(pitch + index % 7),
        velocity: Velocity(velocity))
    }
    let pedal = Pedal(onset: Tick(ticks), duration: Tick(4 * ticks))
    return Score(
      ticksPerQuarter: 480,
      tracks: [Track(notes: notes, pedals: [pedal]), Track(notes: notes.map { $0.lower })],
      tempos: [Tempo(onset: .zero, microsecondsPerQuarter: 60_000_000 / tempo)])
  }

  @Test(arguments: tokenizers)
  func aHundredPercentAndNoSemitoneChangeNothing(tokenizer: Tokenizer) {
    let tokens = tokenizer.encode(score(Array(20..<100)))
    #expect(tokenizer.transposed(tokens, by: 0) == tokens)
    #expect(tokenizer.scaled(tokens, velocityPercent: 100) == tokens)
    #expect(tokenizer.scaled(tokens, tempoPercent: 100) == tokens)
  }

  @Test(arguments: tokenizers) func whatIsUndoneIsUndone(tokenizer: Tokenizer) {
    let tokens = tokenizer.encode(score(Array(20..<100)))
    for semitones in [-7, 3, 12] {
      let there = tokenizer.transposed(tokens, by: semitones)
      #expect(there != tokens)
      #expect(tokenizer.transposed(there, by: -semitones) == tokens)
      #expect(
        tokenizer.transposed(tokenizer.transposed(tokens, by: 2), by: semitones - 2) == there)
    }
  }

  @Test func whereEveryValueHasATokenPercentagesMultiply() {
    let tokenizer = Tokenizer.remi(REMI(Self.fine))
    let tokens = tokenizer.encode(score((1...15).map { 4 * $0 }, tempo: 60))
    let loud = tokenizer.encode(score((1...15).map { 8 * $0 }, tempo: 60))
    let fast = tokenizer.encode(score((1...15).map { 4 * $0 }, tempo: 120))
    #expect(tokenizer.scaled(tokens, velocityPercent: 200) == loud)
    #expect(tokenizer.scaled(loud, velocityPercent: 50) == tokens)
    #expect(
      tokenizer.scaled(tokenizer.scaled(loud, velocityPercent: 25), velocityPercent: 400) == loud)
    #expect(tokenizer.scaled(tokens, tempoPercent: 200) == fast)
    #expect(tokenizer.scaled(fast, tempoPercent: 50) == tokens)
    #expect(tokenizer.tempoPercents(of: tokens) == 34...400)
    #expect(tokenizer.velocityPercents(of: tokens) == 25...211)
  }

  @Test(arguments: tokenizers)
  func withinTheGivenPercentagesNothingIsClipped(tokenizer: Tokenizer) throws {
    let tokens = tokenizer.encode(score(Array(40..<80)))
    let percents = try #require(tokenizer.velocityPercents(of: tokens) ?? 100...100)
    #expect(percents.contains(100))
    for percent in [percents.lowerBound, percents.upperBound] {
      let before = tokenizer.decode(tokens).tracks.flatMap(\.notes).map(\.velocity.value)
      let scaled = tokenizer.scaled(tokens, velocityPercent: percent)
      let after = tokenizer.decode(scaled).tracks.flatMap(\.notes).map(\.velocity.value)
      let step = 127.0 / Double(tokenizer.configuration.velocityCount)
      for (old, new) in zip(before, after) where percents.count > 1 {
        #expect(abs(Double(old) * Double(percent) / 100 - Double(new)) <= step / 2 + 1)
      }
    }
  }

  @Test func aTransposedPieceIsThatOfTransposedNotes() {
    for tokenizer in Self.tokenizers {
      let tokens = tokenizer.encode(score(Array(20..<100)))
      let higher = tokenizer.encode(score(Array(20..<100), pitch: 65))
      #expect(tokenizer.transposed(tokens, by: 5) == higher)
    }
  }

  @Test(arguments: [Tokenizer.cells(Cells()), .remi(REMI(.continuo))])
  func aPieceAtItsOwnSpeedIsItself(tokenizer: Tokenizer) {
    let tokens = tokenizer.encode(score(Array(20..<100), ticks: 360))
    #expect(tokenizer.stretched(tokens, speedPercent: 100) == tokens)
  }

  @Test(arguments: [Tokenizer.cells(Cells()), .remi(REMI(.continuo))])
  func aPieceAtDoubleSpeedHasHalfTheTimes(tokenizer: Tokenizer) {
    let (slow, fast) = (score(Array(20..<100), ticks: 480), score(Array(20..<100), ticks: 240))
    let tokens = tokenizer.encode(slow)
    #expect(tokenizer.stretched(tokens, speedPercent: 200) == tokenizer.encode(fast))
    #expect(tokenizer.stretched(tokenizer.encode(fast), speedPercent: 50) == tokens)
    for percent in [80, 93, 107, 125] {
      let other = tokenizer.stretched(tokens, speedPercent: percent)
      #expect(tokenizer.decode(other).noteCount == slow.noteCount)
      #expect(tokenizer.encode(tokenizer.decode(other)) == other)
    }
  }

  @Test func dynamicsOfOneVelocityStayInOtherSpeeds() {
    let cells = Cells()
    let score = score([64, 64, 64])
    for hasDynamics in [false, true] {
      let tokens = cells.encode(
        score, right: score.tracks[0].notes, left: score.tracks[1].notes, dynamics: hasDynamics
      ).tokens(cells)
      let fast = Tokenizer.cells(cells).stretched(tokens, speedPercent: 200)
      #expect(fast.contains(cells.dynamicsToken(hasDynamics)))
    }
  }

  @Test func aWindowSaysTheTempoThatHolds() throws {
    let remi = REMI(.miditok)
    let tokenizer = Tokenizer.remi(remi)
    let tempo = try #require(remi.token(named: "Tempo_121.29"))
    let bar = "Bar_None TimeSig_4/4"
    let said = "Bar_None TimeSig_4/4 Position_0 Tempo_121.29"
    for (before, after) in [
      ("\(bar) Position_0 Pitch_60", "\(said) Pitch_60"),
      ("\(bar) Position_3 Pitch_60", "\(said) Position_3 Pitch_60"),
      ("\(bar) Position_0 Tempo_40.0", "\(bar) Position_0 Tempo_40.0"), (bar, said),
      ("Position_3 Pitch_60", "Position_3 Pitch_60"),
    ] {
      let tokens = remi.tokens(before)
      #expect(remi.names(tokenizer.opened(tokens, tempo: tempo)) == after)
      #expect(tokenizer.opened(tokens, tempo: nil) == tokens)
    }
  }
}

extension Note {
  fileprivate var lower: Note {
    Note(onset: onset, duration: duration, pitch: Pitch(Int(pitch.number) - 24), velocity: velocity)
  }
}
