// How far decoded scores are from what was encoded.

import Music

/// How far decoded scores are from what was encoded; drums are not counted.
///
/// Notes of one pitch are compared in the order of their onsets, since rounding keeps it. A note is
/// there again if one begins within `tolerance` of it.
struct RoundTrip {
  /// In quarters: more than rounding to any grid here moves a note.
  static let tolerance = 0.25

  private var notes = 0
  private var found = 0
  private var onsets = 0.0
  private var durations = 0.0
  private var velocities = 0.0
  private var pedal = 0.0
  private var wrongPedal = 0.0

  /// The share of notes that are not there again.
  var notesLost: Double { 1 - Double(found) / Double(max(1, notes)) }
  /// The mean distance of onsets, in quarters.
  var onset: Double { onsets / Double(max(1, found)) }
  /// The mean difference of durations, in quarters.
  var duration: Double { durations / Double(max(1, found)) }
  var velocity: Double { velocities / Double(max(1, found)) }
  /// The time in which the pedal is not as it was, over the time that it was down; nil without
  /// pedals.
  var pedalLost: Double? { pedal > 0 ? wrongPedal / pedal : nil }

  mutating func add(_ score: Score, _ decoded: Score) {
    let (before, after) = (byPitch(score), byPitch(decoded))
    for (pitch, played) in before { compare(played, after[pitch] ?? []) }
    compare(turns(of: score), turns(of: decoded))
  }

  /// A note, all times in quarters.
  private struct Sound {
    let onset, duration, velocity: Double
  }

  private func byPitch(_ score: Score) -> [Pitch: [Sound]] {
    let quarter = Double(score.ticksPerQuarter)
    let notes = score.tracks.filter { !$0.isDrums }.flatMap(\.notes)
    return Dictionary(grouping: notes, by: \.pitch).mapValues {
      $0.sorted { ($0.onset, $0.duration) < ($1.onset, $1.duration) }.map {
        Sound(
          onset: Double($0.onset.value) / quarter, duration: Double($0.duration.value) / quarter,
          velocity: Double($0.velocity.value))
      }
    }
  }

  private mutating func compare(_ played: [Sound], _ heard: [Sound]) {
    notes += played.count
    var next = 0
    for note in played {
      while next < heard.count, heard[next].onset < note.onset - Self.tolerance { next += 1 }
      guard next < heard.count, heard[next].onset <= note.onset + Self.tolerance else { continue }
      found += 1
      onsets += abs(note.onset - heard[next].onset)
      durations += abs(note.duration - heard[next].duration)
      velocities += abs(note.velocity - heard[next].velocity)
      next += 1
    }
  }

  /// Where pedals go down (+1) and come up (-1), in quarters.
  private func turns(of score: Score) -> [(time: Double, change: Int)] {
    let quarter = Double(score.ticksPerQuarter)
    return score.tracks.filter { !$0.isDrums }.flatMap(\.pedals).flatMap { pedal in
      [(Double(pedal.onset.value) / quarter, 1), (Double(pedal.end.value) / quarter, -1)]
    }
  }

  private mutating func compare(
    _ before: [(time: Double, change: Int)], _ after: [(time: Double, change: Int)]
  ) {
    let turns =
      (before.map { ($0.time, $0.change, 0) } + after.map { ($0.time, 0, $0.change) })
      .sorted { $0.0 < $1.0 }
    var (was, became, last) = (0, 0, 0.0)
    for (time, change, other) in turns {
      if was > 0 { pedal += time - last }
      if (was > 0) != (became > 0) { wrongPedal += time - last }
      (was, became, last) = (was + change, became + other, time)
    }
  }
}
