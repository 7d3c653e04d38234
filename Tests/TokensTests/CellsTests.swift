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
    return cells.encode(score, right: hands[0], left: hands[1]).tokens(cells)
  }

  private func hole(_ dice: inout SplitMix64, bars: Int) -> Set<Cell> {
    var hole: Set<Cell> = []
    for bar in 0..<bars where Int.random(in: 0..<3, using: &dice) == 0 {
      let which = Int.random(in: 0..<3, using: &dice)
      if which != 1 { hole.insert(Cell(bar: bar, hand: .right)) }
      if which != 0 { hole.insert(Cell(bar: bar, hand: .left)) }
    }
    return hole
  }

  /// What a piece says of itself, so that it can be encoded the same way again.
  private func encodeAgain(_ score: Score, like tokens: [Token]) -> [Token] {
    cells.encode(
      score, right: score.tracks[0].notes, left: score.tracks[1].notes,
      dynamics: tokens.contains(cells.dynamicsToken(true)),
      pedals: tokens.contains(cells.pedalsToken(true))
    ).tokens(cells)
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
    let back = cells.decode(cells.encode(score, right: right, left: left).tokens(cells))
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

  @Test func thePedalOfDrumsIsNotWritten() {
    let notes = [Note(onset: .zero, duration: Tick(12), pitch: Pitch(72), velocity: Velocity(90))]
    let pedal = Pedal(onset: .zero, duration: Tick(12))
    for (channel, isWritten) in [(0, true), (9, false)] as [(UInt8, Bool)] {
      let score = Score(
        ticksPerQuarter: 12,
        tracks: [Track(notes: notes), Track(channel: channel, pedals: [pedal])])
      let tokens = cells.encode(score, right: notes, left: []).tokens(cells)
      #expect(tokens.contains(cells.pedalsToken(isWritten)))
    }
  }

  @Test func aPieceWithoutDynamicsIsPlayedMezzoForte() {
    let notes = [Note(onset: .zero, duration: Tick(12), pitch: Pitch(72), velocity: Velocity(20))]
    let score = Score(ticksPerQuarter: 12, tracks: [Track(notes: notes)])
    let back = cells.decode(cells.encode(score, right: notes, left: []).tokens(cells))
    #expect(back.tracks.flatMap(\.notes).map(\.velocity) == [Velocity(83)])
  }

  @Test func everyHoleIsRestored() throws {
    var dice = SplitMix64(seed: 3)
    for round in 0..<200 {
      let bars = 1 + round % 12
      let tokens = tokens(&dice, bars: bars)
      let piece = try CellPiece(tokens, cells)
      let cut = piece.cut(hole(&dice, bars: bars), cells)
      let read = try CellPiece(cut.prompt, cells)
      #expect(read.filled(by: cut.filling, cells).tokens(cells) == tokens)
    }
  }

  @Test func aHoleHoldsNothingOfWhatWasCut() throws {
    var dice = SplitMix64(seed: 4)
    let tokens = tokens(&dice, bars: 8)
    let hole = Set(
      (2..<5).flatMap { bar in
        [Cell(bar: bar, hand: .right), Cell(bar: bar, hand: .left)]
      })
    let prompt = cells.decode(try CellPiece(tokens, cells).without(hole).tokens(cells))
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

  @Test func theGrammarAllowsWhatWasCut() throws {
    var dice = SplitMix64(seed: 5)
    var mask = [Bool](repeating: false, count: cells.vocabulary.count)
    for round in 0..<100 {
      let bars = 1 + round % 12
      let piece = try CellPiece(tokens(&dice, bars: bars), cells)
      let cut = piece.cut(hole(&dice, bars: bars), cells)
      var grammar = FillingGrammar(try CellPiece(cut.prompt, cells), cells)
      for (index, token) in cut.filling.enumerated() {
        grammar.allowed(into: &mask)
        #expect(mask[Int(token.id)], "\(cells.vocabulary[Int(token.id)]) at \(index)")
        grammar.accept(token)
      }
      #expect(grammar.isFinished)
    }
  }

  @Test func whateverTheGrammarAllowsFillsTheHoleExactly() throws {
    var dice = SplitMix64(seed: 6)
    var mask = [Bool](repeating: false, count: cells.vocabulary.count)
    for round in 0..<150 {
      let bars = 1 + round % 12
      var hole = hole(&dice, bars: bars)
      hole.insert(Cell(bar: bars - 1, hand: .left))
      let whole = tokens(&dice, bars: bars)
      let piece = try CellPiece(whole, cells).without(hole)
      var grammar = FillingGrammar(piece, cells)
      var filling: [Token] = []
      while !grammar.isFinished {
        grammar.allowed(into: &mask)
        let allowed = mask.indices.filter { mask[$0] }
        let token = Token(allowed[Int.random(in: 0..<allowed.count, using: &dice)])
        filling.append(token)
        grammar.accept(token)
      }
      let filled = piece.filled(by: filling, cells)
      #expect(
        filled.cut(hole, cells)
          == PromptAndFilling(prompt: piece.prompt(cells), filling: filling))
      let restored = filled.tokens(cells)
      let score = cells.decode(restored)
      let again = encodeAgain(score, like: restored)
      // A score does not know of empty bars behind its last note or pedal.
      #expect(again.dropLast() == restored.prefix(again.count - 1))
    }
  }

  @Test func withoutAHoleThereIsNothingToFill() throws {
    var dice = SplitMix64(seed: 7)
    let tokens = tokens(&dice, bars: 3)
    let cut = try CellPiece(tokens, cells).cut([], cells)
    #expect(cut.prompt == tokens + [cells.fillToken])
    #expect(cut.filling == [cells.remi.endToken])
  }

  @Test func aPieceIsItsTokensReadAndWritten() throws {
    var dice = SplitMix64(seed: 8)
    for round in 0..<60 {
      let tokens = tokens(&dice, bars: 1 + round % 12)
      let piece = try CellPiece(tokens, cells)
      #expect(piece.isWhole && piece.tokens(cells) == tokens)
      #expect(piece.bars.indices.map { piece.tokenCount(ofBar: $0) }.reduce(4, +) == tokens.count)
      let holed = piece.without(hole(&dice, bars: piece.bars.count))
      #expect(try CellPiece(holed.prompt(cells), cells) == holed)
      #expect(holed.without(holed.hole) == holed)
    }
  }

  @Test func tokensThatAreNoCellsAreRefusedWithTheirPlace() throws {
    let bar = [cells.barToken, cells.metre(4, 4)!.token, cells.token(.right), cells.token(.left)]
    let pitch = Token(cells.pitchIDs.lowerBound)
    func place(_ tokens: [Token]) -> Int? {
      do {
        _ = try CellPiece(tokens, cells)
        return nil
      } catch { return error.index }
    }
    #expect(place(bar + bar) == nil && place([]) == nil)
    for (tokens, index) in [
      (Array(bar.dropLast()), 3), (Array(bar.prefix(1)), 1), (bar + [cells.token(.left)], 4),
      (bar + [cells.token(.pedal)], 4), (Array(bar.prefix(2)) + [pitch], 2),
      (bar + [cells.holeToken, pitch], 5), (bar + [pitch, cells.holeToken], 5),
      (bar + [cells.endToken, cells.barToken], 5), (bar + [cells.fillToken, cells.barToken], 5),
      ([cells.barToken, cells.barToken], 1), (bar + [cells.beginToken], 4),
    ] {
      #expect(place(tokens) == index)
    }
  }

  @Test func aTokenMeansWhatItsNameSays() {
    #expect(cells.symbols.count == cells.vocabulary.count)
    for (id, name) in cells.vocabulary.enumerated() {
      let expected: String
      switch cells.symbol(of: Token(id)) {
      case .padding: expected = "PAD_None"
      case .begin: expected = "BOS_None"
      case .end: expected = "EOS_None"
      case .later: expected = "MASK_None"
      case .dynamics(let isOn): expected = isOn ? "Dynamics_On" : "Dynamics_Off"
      case .pedals(let isOn): expected = isOn ? "Pedals_On" : "Pedals_Off"
      case .bar: expected = "Bar_None"
      case .metre(let numerator, let denominator): expected = "TimeSig_\(numerator)/\(denominator)"
      case .block(.hand(let hand)): expected = hand == .right ? "Hand_Right" : "Hand_Left"
      case .block(.pedal): expected = "Pedals_Bar"
      case .position(let position): expected = "Position_\(position)"
      case .pitch(let pitch): expected = "Pitch_\(pitch.number)"
      case .velocity(let velocity): expected = "Velocity_\(velocity.value)"
      case .duration(let duration): expected = "Duration_\(duration)"
      case .pedal(let isDown): expected = isDown ? "Pedal_0" : "PedalOff_0"
      case .hole: expected = "Hole_None"
      case .fill: expected = "Fill_None"
      case .other: expected = "a name for each token"
      }
      #expect(expected == name)
    }
  }
}
