// Performances of scores, made up.

import Foundation
import Music
import Random

/// A score as somebody may play it, and when its beats were.
struct Playing {
  let performance: Score
  /// In seconds, from the first bar on.
  let beats: [Double]
  let beatsPerBar: Int

  /// Nil for a score in another metre than those whose beats are clear, or in several.
  ///
  /// - Parameters:
  ///   - rubato: How far the tempo breathes within four bars.
  ///   - loose: How far notes are off, in seconds: a standard deviation.
  init?(
    _ score: Score, seed: UInt64, beat: Double = 0.6, rubato: Double = 0.04, loose: Double = 0.01
  ) {
    let metre = score.metres.first ?? Metre(onset: .zero, numerator: 4, denominator: 4)
    guard Set(score.metres.map { [$0.numerator, $0.denominator] }).count <= 1 else { return nil }
    let quarters: Double
    switch (metre.numerator, metre.denominator) {
    case (2, 4), (3, 4), (4, 4): (beatsPerBar, quarters) = (metre.numerator, 1)
    case (6, 8), (9, 8), (12, 8): (beatsPerBar, quarters) = (metre.numerator / 3, 1.5)
    default: return nil
    }
    var dice = SplitMix64(seed: seed)
    func normal() -> Double {
      let (u, v) = (
        Double.random(in: 1e-9..<1, using: &dice), Double.random(in: 0..<1, using: &dice)
      )
      return sqrt(-2 * log(u)) * cos(2 * .pi * v)
    }
    let ticks = Double(score.ticksPerQuarter) * quarters
    let count = Int(Double(score.end.value) / ticks) + 2
    let phase = Double.random(in: 0..<(2 * .pi), using: &dice)
    var (time, drift, beats) = (0.7, 0.0, [Double]())
    for index in 0..<count {
      beats.append(time)
      drift = 0.93 * drift + 0.02 * normal()
      let breath = rubato * sin(phase + 2 * .pi * Double(index) / Double(4 * beatsPerBar))
      time += beat * exp(drift + breath + 0.015 * normal())
    }
    self.beats = beats
    func seconds(_ tick: Tick) -> Double {
      let place = min(Double(tick.value) / ticks, Double(count - 1) - 1e-6)
      let index = Int(place)
      return beats[index] + (place - Double(index)) * (beats[index + 1] - beats[index])
    }
    let tracks = score.tracks.map { track in
      Track(
        notes: track.notes.map { note in
          let onset = Int((960 * max(0, seconds(note.onset) + loose * normal())).rounded())
          let end = Int((960 * seconds(note.end)).rounded())
          return Note(
            onset: Tick(onset), duration: Tick(max(30, end - onset)), pitch: note.pitch,
            velocity: note.velocity)
        })
    }
    performance = Score(ticksPerQuarter: 480, tracks: tracks)
  }
}
