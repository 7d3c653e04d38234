// Random scores of all shapes that a file can have.

import Completion
import Music
import Random

/// Random scores of all shapes that a file can have, the same for a seed.
struct RandomScore {
  var generator: SplitMix64

  init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  /// Any division, any metres at any ticks, notes and pedals anywhere.
  mutating func any() -> Score {
    let division = [1, 7, 24, 96, 100, 480, 960, 32_767].randomElement(using: &generator)!
    let length = division * Int.random(in: 1...40, using: &generator)
    let metres = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
      Metre(
        onset: Tick(Int.random(in: 0...length, using: &generator)),
        numerator: [1, 2, 3, 4, 5, 6, 7, 12, 25, 255].randomElement(using: &generator)!,
        denominator: 1 << Int.random(in: 0...7, using: &generator))
    }
    let tracks = (0..<Int.random(in: 1...3, using: &generator)).map { index in
      Track(
        name: "Staff \(index)", channel: [0, 3, 9].randomElement(using: &generator)!,
        program: [0, 0, 5, 40].randomElement(using: &generator)!,
        notes: notes(Int.random(in: 1...60, using: &generator), until: length),
        pedals: (0..<Int.random(in: 0...3, using: &generator)).map { _ in
          Pedal(
            onset: Tick(Int.random(in: 0...length, using: &generator)),
            duration: Tick(Int.random(in: 0...length, using: &generator)))
        })
    }
    let piano = Track(channel: 1, notes: notes(3, until: length))
    return Score(ticksPerQuarter: division, tracks: tracks + [piano], metres: metres)
  }

  /// Bars in metres that the vocabulary has, changing at bar lines only, and notes on its positions,
  /// one of them in the last bar.
  mutating func regular() -> Score {
    let division = [48, 96, 480, 960].randomElement(using: &generator)!
    var metres: [Metre] = []
    var onset = 0
    for _ in 0..<Int.random(in: 1...3, using: &generator) {
      let denominator = [2, 4, 8, 16].randomElement(using: &generator)!
      let numerator = Int.random(in: 2...7, using: &generator)
      metres.append(Metre(onset: Tick(onset), numerator: numerator, denominator: denominator))
      let bar = division * 4 * numerator / denominator
      onset += bar * Int.random(in: 1...5, using: &generator)
    }
    let step = division / 12
    let notes = (0..<Int.random(in: 1...80, using: &generator)).map { _ in
      Note(
        onset: Tick(Int.random(in: 0..<onset / step, using: &generator) * step),
        duration: Tick(Int.random(in: 1...24, using: &generator) * step),
        pitch: Pitch(Int.random(in: 21...108, using: &generator)),
        velocity: Velocity(Int.random(in: 1...127, using: &generator)))
    }
    let last = Note(
      onset: Tick(onset - step), duration: Tick(step), pitch: Pitch(60), velocity: Velocity(64))
    return Score(
      ticksPerQuarter: division, tracks: [Track(notes: notes + [last])], metres: metres)
  }

  private mutating func notes(_ count: Int, until length: Int) -> [Note] {
    (0..<count).map { _ in
      Note(
        onset: Tick(Int.random(in: 0..<length, using: &generator)),
        duration: Tick(Int.random(in: 1...max(1, length / 4), using: &generator)),
        pitch: Pitch(Int.random(in: 21...108, using: &generator)),
        velocity: Velocity(Int.random(in: 1...127, using: &generator)))
    }
  }
}

/// A score of one voice in quarters: so many from the start, in 4/4 unless metres are given.
func quarters(
  _ count: Int, division: Int = 480, velocity: Int = 64, metres: [Metre] = [],
  pedals: [Pedal] = [], channel: UInt8 = 0, pitch: Int = 60
) -> Score {
  let notes = (0..<count).map {
    Note(
      onset: Tick($0 * division), duration: Tick(division), pitch: Pitch(pitch + $0 % 5),
      velocity: Velocity(velocity))
  }
  return Score(
    ticksPerQuarter: division, tracks: [Track(channel: channel, notes: notes, pedals: pedals)],
    metres: metres)
}
