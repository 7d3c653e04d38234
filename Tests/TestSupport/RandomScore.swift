// Random scores of all shapes that a file can have, the same for a seed.

import Music
import Random

/// Random scores of all shapes that a file can have, the same for a seed.
public struct RandomScore {
  public var generator: SplitMix64

  public init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  /// Any division, any metres at any ticks, notes and pedals anywhere.
  public mutating func any() -> Score {
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

  /// Bars in metres that the vocabulary has, changing at bar lines only, and notes on its
  /// positions, one of them in the last bar.
  public mutating func regular() -> Score {
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

  /// A few dense tracks, in which notes of one pitch overlap and lie within each other, with
  /// whatever else a score can hold.
  public static func dense(seed: UInt64) -> Score {
    var generator = SplitMix64(seed: seed)
    func random(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &generator) }
    func tick() -> Tick { Tick(random(0...3000)) }
    let tracks = (0..<random(1...6)).map { index -> Track in
      let notes = (0..<random(20...200)).map { _ in
        Note(
          onset: tick(), duration: Tick(random(1...300)), pitch: Pitch(random(60...64)),
          velocity: Velocity(random(1...127)))
      }
      var end = 0
      let pedals = (0..<random(0...30)).map { _ -> Pedal in
        let pedal = Pedal(onset: Tick(end + random(0...9)), duration: Tick(random(0...200)))
        end = pedal.end.value
        return pedal
      }
      return Track(
        name: ["", "Right hand", "左手", "e\u{301}\n\0"][random(0...3)],
        channel: UInt8(random(0...15)),
        program: UInt8(random(0...127)), notes: notes, pedals: pedals)
    }
    return Score(
      ticksPerQuarter: random(1...32767), tracks: tracks,
      tempos: (0..<random(0...9)).map { _ in
        Tempo(onset: tick(), microsecondsPerQuarter: random(1...(1 << 24 - 1)))
      },
      metres: (0..<random(0...9)).map { _ in
        Metre(onset: tick(), numerator: random(1...255), denominator: 1 << random(0...7))
      },
      keys: (0..<random(0...9)).map { _ in
        KeySignature(onset: tick(), sharps: random(-7...7), isMinor: random(0...1) == 1)
      },
      remarks: (0..<random(0...9)).map { index in
        TextEvent(onset: tick(), text: ["A", "ließ 左", "\n\0", "{\"n\": \(index)}"][random(0...3)])
      })
  }

  /// Random notes on sixteenths, in 4/4; a bar's first one is long and low, so that the notes agree
  /// with the bars.
  public static func barred(
    seed: UInt64, bars: Int, pitches: ClosedRange<Int> = 40...80
  ) -> Score {
    var generator = SplitMix64(seed: seed)
    var notes: [Note] = []
    for bar in 0..<bars {
      for number in 0..<1 + generator.below(6) {
        let isFirst = number == 0
        let range = isFirst ? (pitches.count + 2) / 3 : pitches.count
        notes.append(
          Note(
            onset: Tick(bar * 1920 + (isFirst ? 0 : 120 * generator.below(16))),
            duration: Tick(120 * (isFirst ? 12 : 1 + generator.below(8))),
            pitch: Pitch(pitches.lowerBound + generator.below(range)), velocity: Velocity(90)))
      }
    }
    return Score(ticksPerQuarter: 480, tracks: [Track(notes: notes)])
  }

  /// Two hands that play notes of a whole-tone scale, each on a staff of its own, for so many bars
  /// of 4/4.
  public static func twoHanded(seed: UInt64, bars: Int = 40) -> Score {
    var generator = SplitMix64(seed: seed)
    let tracks = [60, 36].map { low in
      Track(
        notes: (0..<bars * 6).map { step in
          Note(
            onset: Tick(320 * step + 80 * generator.below(3)),
            duration: Tick(160 * (1 + generator.below(5))),
            pitch: Pitch(low + 2 * generator.below(12)), velocity: Velocity(80))
        })
    }
    return Score(ticksPerQuarter: 480, tracks: tracks)
  }
}
