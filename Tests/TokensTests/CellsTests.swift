// Cells: two hands in blocks, holes cut and filled.

import Music
import Random
import Testing
import Tokens

@Suite struct CellsTests {
  private let cells = Cells()

  /// Music for two hands in bars of 4/4 and 3/8, some with dynamics, some with pedals.
  private func piece(_ dice: inout SplitMix64, bars: Int) -> (score: Score, hands: [[Note]]) {
    let hasDynamics = Int.random(in: 0..<2, using: &dice) == 0
    let metres = [
      Metre(onset: .zero, numerator: 4, denominator: 4),
      Metre(onset: Tick(4 * 192), numerator: 3, denominator: 8),
    ]
    let end = bars <= 4 ? bars * 192 : 4 * 192 + (bars - 4) * 72
    let hands = [60...90, 30...64].map { (pitches: ClosedRange<Int>) -> [Note] in
      (0..<bars * 4).map { _ in
        Note(
          onset: Tick(Int.random(in: 0..<end, using: &dice)),
          duration: Tick(1 + Int.random(in: 0..<96, using: &dice)),
          pitch: Pitch(pitches.lowerBound + Int.random(in: 0..<pitches.count, using: &dice)),
          velocity: Velocity(hasDynamics ? 1 + Int.random(in: 0..<127, using: &dice) : 90))
      }
    }
    var pedals: [Pedal] = []
    if Int.random(in: 0..<2, using: &dice) == 0 {
      for bar in 0..<bars {
        pedals.append(
          Pedal(
            onset: Tick(bar * 72 + 2), duration: Tick(1 + Int.random(in: 0..<120, using: &dice))))
      }
    }
    let score = Score(
      ticksPerQuarter: 48,
      tracks: [Track(notes: hands[0], pedals: pedals), Track(notes: hands[1])],
      metres: metres)
    return (score, hands)
  }

  private func tokens(_ dice: inout SplitMix64, bars: Int) -> [Token] {
    let (score, hands) = piece(&dice, bars: bars)
    return cells.encode(score, right: hands[0], left: hands[1])
  }

  private func hole(_ dice: inout SplitMix64, bars: Int) -> Set<Cell> {
    var hole: Set<Cell> = []
    for bar in 0..<bars where Int.random(in: 0..<3, using: &dice) == 0 {
      let which = Int.random(in: 0..<3, using: &dice)
      if which != 1 { hole.insert(Cell(bar: bar, block: .right)) }
      if which != 0 { hole.insert(Cell(bar: bar, block: .left)) }
    }
    return hole
  }

  /// What a piece says of itself, so that it can be encoded the same way again.
  private func encodeAgain(_ score: Score, like tokens: [Token]) -> [Token] {
    cells.encode(
      score, right: score.tracks[0].notes, left: score.tracks[1].notes,
      dynamics: tokens.contains(cells.dynamicsToken(true)),
      pedals: tokens.contains(cells.pedalsToken(true)))
  }

  @Test func whatIsEncodedAndDecodedIsEncodedTheSame() {
    var dice = SplitMix64(seed: 1)
    for bars in 1...12 {
      let tokens = tokens(&dice, bars: bars)
      #expect(encodeAgain(cells.decode(tokens), like: tokens) == tokens)
    }
  }

  @Test func handsComeBackAsTheyWere() throws {
    let right = [Note(onset: .zero, duration: Tick(12), pitch: Pitch(72), velocity: Velocity(90))]
    let left = [Note(onset: Tick(24), duration: Tick(48), pitch: Pitch(40), velocity: Velocity(90))]
    let score = Score(ticksPerQuarter: 12, tracks: [Track(notes: right), Track(notes: left)])
    let back = cells.decode(cells.encode(score, right: right, left: left))
    try #require(back.tracks.map(\.name) == ["Right hand", "Left hand"])
    let scale = back.ticksPerQuarter / 12
    #expect(back.tracks[0].notes.map(\.pitch) == [Pitch(72)])
    #expect(back.tracks[1].notes.map(\.pitch) == [Pitch(40)])
    #expect(back.tracks[1].notes.map(\.onset) == [Tick(24 * scale)])
    #expect(back.tracks[1].notes.map(\.duration) == [Tick(48 * scale)])
  }

  @Test func aPieceOfOneVelocityHasNoVelocityTokens() {
    var dice = SplitMix64(seed: 2)
    for bars in 1...12 {
      let tokens = tokens(&dice, bars: bars)
      let inside = tokens.filter { Int($0.id) < cells.remi.vocabulary.count }
      let velocities = inside.count { cells.remi.kind(of: $0) == .velocity }
      let notes = inside.count { cells.remi.kind(of: $0) == .pitch }
      #expect(velocities == (tokens.contains(cells.dynamicsToken(true)) ? notes : 0))
    }
  }

  @Test func everyHoleIsRestored() {
    var dice = SplitMix64(seed: 3)
    for round in 0..<200 {
      let bars = 1 + round % 12
      let tokens = tokens(&dice, bars: bars)
      let cut = cells.cut(tokens, hole(&dice, bars: bars))
      #expect(cells.restore(cut) == tokens)
    }
  }

  @Test func aHoleHoldsNothingOfWhatWasCut() {
    var dice = SplitMix64(seed: 4)
    let tokens = tokens(&dice, bars: 8)
    let hole = Set(
      (2..<5).flatMap { bar in
        [Cell(bar: bar, block: .right), Cell(bar: bar, block: .left)]
      })
    let prompt = cells.decode(cells.cut(tokens, hole).prompt)
    let bars = prompt.bars(through: Tick(1 << 20))[2..<5]
    for note in prompt.tracks.flatMap(\.notes) {
      #expect(!bars.contains { $0.onset <= note.onset && note.onset < $0.end })
    }
    let whole = cells.decode(tokens)
    let outside = whole.tracks.map { track in
      track.notes.filter { note in
        !bars.contains { $0.onset <= note.onset && note.onset < $0.end }
      }
    }
    #expect(prompt.tracks.map(\.notes) == outside)
  }

  @Test func theGrammarAllowsWhatWasCut() {
    var dice = SplitMix64(seed: 5)
    var mask = [Bool](repeating: false, count: cells.vocabulary.count)
    for round in 0..<100 {
      let bars = 1 + round % 12
      let cut = cells.cut(tokens(&dice, bars: bars), hole(&dice, bars: bars))
      var grammar = FillingGrammar(cells, prompt: cut.prompt)
      for (index, token) in cut.filling.enumerated() {
        grammar.allowed(into: &mask)
        #expect(mask[Int(token.id)], "\(cells.vocabulary[Int(token.id)]) at \(index)")
        grammar.accept(token)
      }
      #expect(grammar.isFinished)
    }
  }

  @Test func whateverTheGrammarAllowsFillsTheHoleExactly() {
    var dice = SplitMix64(seed: 6)
    var mask = [Bool](repeating: false, count: cells.vocabulary.count)
    for round in 0..<150 {
      let bars = 1 + round % 12
      var hole = hole(&dice, bars: bars)
      hole.insert(Cell(bar: bars - 1, block: .left))
      let whole = tokens(&dice, bars: bars)
      let prompt = cells.cut(whole, hole).prompt
      var grammar = FillingGrammar(cells, prompt: prompt)
      var filling: [Token] = []
      while !grammar.isFinished {
        grammar.allowed(into: &mask)
        let allowed = mask.indices.filter { mask[$0] }
        let token = Token(allowed[Int.random(in: 0..<allowed.count, using: &dice)])
        filling.append(token)
        grammar.accept(token)
      }
      let restored = cells.restore(Cut(prompt: prompt, filling: filling))
      #expect(cells.cut(restored, hole) == Cut(prompt: prompt, filling: filling))
      let score = cells.decode(restored)
      let again = encodeAgain(score, like: restored)
      // A score does not know of empty bars behind its last note or pedal.
      #expect(again.dropLast() == restored.prefix(again.count - 1))
    }
  }

  @Test func withoutAHoleThereIsNothingToFill() {
    var dice = SplitMix64(seed: 7)
    let tokens = tokens(&dice, bars: 3)
    let cut = cells.cut(tokens, [])
    #expect(cut.prompt == tokens + [cells.fillToken])
    #expect(cut.filling == [cells.remi.endToken])
  }
}
