// Where the beats of a song are, in its own ticks.

import Foundation
import Music

/// Beats at equal distances in ticks.
///
/// The songs of POP909 were made in a sequencer: their tempo is true, so annotated beats that stand
/// anywhere in seconds are exactly a quarter of the file's division apart in ticks. What is unknown
/// is at which tick they begin.
public struct BeatGrid: Sendable {
  /// In ticks.
  public private(set) var period: Int
  /// The tick of a beat, in 0..<period.
  private(set) var phase: Int
  /// Of an onset that still counts as on the beat, in ticks.
  var tolerance: Int { period / 16 }

  /// nil when the beats are not a quarter apart in ticks.
  ///
  /// - Parameter beats: In ticks.
  public init?(_ beats: [Double], _ score: Score) {
    period = score.ticksPerQuarter
    let turns = beats.map { 2 * Double.pi * $0 / Double(score.ticksPerQuarter) }
    let (x, y) = (turns.map(cos).reduce(0, +), turns.map(sin).reduce(0, +))
    guard beats.count > 1, hypot(x, y) > 0.99 * Double(beats.count) else { return nil }
    let mean = atan2(y, x) / (2 * Double.pi) * Double(period)
    phase = Int(mean.rounded())
    let onsets = score.tracks.flatMap(\.notes).map(\.onset)
    phase += median(of: onsets.map { fromSixteenth($0) }.filter { abs($0) <= period / 120 })
    phase = (phase % period + period) % period
    if isCountedInHalves(onsets) {
      period /= 2
      phase %= period
    }
  }

  /// Whether many onsets stand between sixteenths and nearly all on thirty-seconds: then the beat
  /// is twice as fast as the file says.
  private func isCountedInHalves(_ onsets: [Tick]) -> Bool {
    let distances = onsets.map { abs(fromSixteenth($0)) }
    let near = period / 64
    let on = distances.count { $0 <= near }
    let between = distances.count { $0 >= period / 8 - near }
    return between > onsets.count / 5 && on + between > onsets.count * 9 / 10
  }

  /// Ticks from the nearest sixteenth, positive when late.
  func fromSixteenth(_ onset: Tick) -> Int { fromNearest(onset, period / 4) }

  /// Ticks from the nearest sixteenth or triplet eighth.
  public func fromGrid(_ onset: Tick) -> Int {
    min(abs(fromSixteenth(onset)), abs(fromNearest(onset, period / 3)))
  }

  private func fromNearest(_ onset: Tick, _ step: Int) -> Int {
    let late = ((onset.value - phase) % step + step) % step
    return late < step - late ? late : late - step
  }

  /// The beat during which something happens; what comes a little early belongs to the next one.
  public func beat(at onset: Double) -> Int {
    Int(((onset - Double(phase) + Double(tolerance)) / Double(period)).rounded(.down))
  }

  public func isOnBeat(_ onset: Tick) -> Bool {
    abs(onset.value - tick(ofBeat: beat(at: Double(onset.value)))) <= tolerance
  }

  func tick(ofBeat beat: Int) -> Int { phase + beat * period }
}

extension Score {
  /// This song from the start of its first bar, with a metre of its own where a bar is longer or
  /// shorter.
  ///
  /// - Parameters:
  ///   - downbeats: The beats that begin a bar, at least one.
  ///   - beatsPerBar: Of a bar that is not marked otherwise.
  ///   - start: The beat of the first note. What comes before the first bar is made a whole bar.
  public func barred(
    on grid: BeatGrid, downbeats: [Int], beatsPerBar: Int, from start: Int
  ) -> Score {
    var lines = downbeats
    if lines[0] > start { lines.insert(lines[0] - beatsPerBar, at: 0) }
    let origin = grid.tick(ofBeat: lines[0])
    func moved(_ tick: Tick) -> Tick { Tick(max(0, tick.value - origin)) }
    var metres: [Metre] = []
    for (line, next) in zip(lines, lines.dropFirst() + [lines[lines.count - 1] + beatsPerBar])
    where metres.last?.numerator != next - line {
      metres.append(
        Metre(
          onset: Tick(grid.tick(ofBeat: line) - origin), numerator: next - line, denominator: 4))
    }
    let tempos = tempos.map {
      Tempo(
        onset: moved($0.onset),
        microsecondsPerQuarter: $0.microsecondsPerQuarter * grid.period / ticksPerQuarter)
    }
    let tracks = tracks.map { track in
      Track(
        name: track.name, channel: track.channel, program: track.program,
        notes: track.notes.map { note in
          Note(
            onset: moved(note.onset), duration: note.duration, pitch: note.pitch,
            velocity: note.velocity)
        },
        pedals: track.pedals.filter { $0.end.value > origin }.map { pedal in
          let onset = moved(pedal.onset)
          return Pedal(onset: onset, duration: moved(pedal.end) - onset)
        })
    }
    return Score(ticksPerQuarter: grid.period, tracks: tracks, tempos: tempos, metres: metres)
  }
}

private func median(of values: [Int]) -> Int {
  values.isEmpty ? 0 : values.sorted()[values.count / 2]
}
