// The encoder for one piano says what the encoder for everything says.

import Music
import Random
import Testing

@testable import Tokens

@Suite struct EncoderTests {
  /// Random notes, pedals, tempos and changes of metre, with bars that stay empty.
  private func score(_ dice: inout SplitMix64) -> Score {
    let bars = Int.random(in: 1...12, using: &dice)
    var onset = 0
    var metres: [Metre] = []
    var (notes, pedals, tempos) = ([Note](), [Pedal](), [Tempo]())
    for bar in 0..<bars {
      let beats = Int.random(in: 2...6, using: &dice)
      if bar == 0 || Bool.random(using: &dice) {
        metres.append(Metre(onset: Tick(onset), numerator: beats, denominator: 4))
      }
      let length = 48 * (metres.last?.numerator ?? 4)
      for _ in 0..<Int.random(in: 0...5, using: &dice) {
        notes.append(
          Note(
            onset: Tick(onset + Int.random(in: 0..<length, using: &dice)),
            duration: Tick(Int.random(in: 1...200, using: &dice)),
            pitch: Pitch(Int.random(in: 20...109, using: &dice)), velocity: Velocity(80)))
      }
      if Bool.random(using: &dice) {
        pedals.append(Pedal(onset: Tick(onset + 3), duration: Tick(length / 2)))
        tempos.append(Tempo(onset: Tick(onset + 7), microsecondsPerQuarter: 400_000 + 9000 * bar))
      }
      onset += length
    }
    return Score(
      ticksPerQuarter: 48, tracks: [Track(notes: notes, pedals: pedals)], tempos: tempos,
      metres: metres)
  }

  @Test(arguments: [
    TokenizerConfiguration(), .miditok, .continuo, Cells(.cells).remi.configuration,
  ])
  func bothEncodersGiveTheSameTokens(_ configuration: TokenizerConfiguration) {
    let remi = REMI(configuration)
    var dice = SplitMix64(seed: 11)
    for _ in 0..<200 {
      let score = score(&dice)
      let grid = GridScore(score, remi.tables, .onePiano)
      var stream = EventEncoder(remi: remi, grid: grid.grid)
      stream.encode(grid.events(of: 0, configuration))
      #expect(remi.encode(score) == stream.tokens)
    }
  }
}
