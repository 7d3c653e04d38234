// Gives a song of POP909 its bars.

import Foundation
import Music

extension POP909Song {
  /// The song from the start of its first bar, in 4/4 or 3/4, with other metres where a bar is
  /// longer or shorter.
  ///
  /// The annotated downbeats are not used: they agree with the recordings less often than what the
  /// notes themselves tell.
  func barred() throws(Refusal) -> Score {
    let grid = try BeatGrid(beats.map(\.onset), score)
    let onsets = score.tracks.flatMap(\.notes).map(\.onset)
    guard let first = onsets.min(), let last = onsets.max() else {
      throw Refusal(.trivial, "no notes")
    }
    let off = onsets.map { Double(grid.fromGrid($0)) }.reduce(0, +) / Double(onsets.count)
    guard off < Double(grid.period) / 40 else {
      throw Refusal(.metre, "its notes stand between the beats")
    }
    let range = grid.beat(at: Double(first.value))...grid.beat(at: Double(last.value))
    let downbeats = Downbeats(
      evidence: evidence(grid, range), beatsPerBar: beatsPerBar)
    guard downbeats.margin >= Self.leastMargin else {
      throw Refusal(.metre, "its bar lines cannot be told from its notes")
    }
    return score(grid, downbeats.beats.map { $0 + range.lowerBound }, from: range.lowerBound)
  }

  /// Below it about half of the bar lines agree with the recordings.
  private static let leastMargin = 0.5

  /// How much speaks for each beat as the first of a bar: what begins there, with weights rounded
  /// from a logistic regression on downbeats that were heard in the recordings (`beat_audio.txt`).
  private func evidence(_ grid: BeatGrid, _ range: ClosedRange<Int>) -> [Double] {
    var evidence = [Double](repeating: -4.3, count: range.count)
    for (before, chord) in zip([nil] + chords.map(Optional.some), chords) {
      let beat = grid.beat(at: chord.onset)
      guard range.contains(beat), before?.name != chord.name else { continue }
      evidence[beat - range.lowerBound] += before?.root == chord.root ? 1 : 2
    }
    for track in score.tracks {
      let isPiano = track.name != "MELODY" && track.name != "BRIDGE"
      var longest: [Int: Double] = [:]
      var low: Set<Int> = []
      for note in track.notes where grid.isOnBeat(note.onset) {
        let beat = grid.beat(at: Double(note.onset.value)) - range.lowerBound
        let length = min(4, Double(note.duration.value) / Double(grid.period))
        longest[beat] = max(longest[beat] ?? 0, length)
        if isPiano && note.pitch < Self.lowPitch { low.insert(beat) }
      }
      for (beat, length) in longest { evidence[beat] += isPiano ? length : length / 2 }
      for beat in low { evidence[beat] += 1 }
    }
    return evidence
  }

  private static let lowPitch = Pitch(50)

  /// - Parameters:
  ///   - downbeats: The beats that begin a bar, at least one.
  ///   - start: The beat of the first note. What comes before the first bar is made a whole bar.
  private func score(_ grid: BeatGrid, _ downbeats: [Int], from start: Int) -> Score {
    let regular = beatsPerBar
    var lines = downbeats
    if lines[0] > start { lines.insert(lines[0] - regular, at: 0) }
    let origin = grid.tick(ofBeat: lines[0])
    func moved(_ tick: Tick) -> Tick { Tick(max(0, tick.value - origin)) }
    var metres: [Metre] = []
    for (line, next) in zip(lines, lines.dropFirst() + [lines[lines.count - 1] + regular])
    where metres.last?.numerator != next - line {
      metres.append(
        Metre(
          onset: Tick(grid.tick(ofBeat: line) - origin), numerator: next - line, denominator: 4))
    }
    let tempos = score.tempos.map {
      Tempo(
        onset: moved($0.onset),
        microsecondsPerQuarter: $0.microsecondsPerQuarter * grid.period / score.ticksPerQuarter)
    }
    let tracks = score.tracks.map { track in
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
