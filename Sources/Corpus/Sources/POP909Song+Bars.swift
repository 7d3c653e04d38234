// Gives a song of POP909 its bars.

import Beats
import Music

extension POP909Song {
  /// The song from the start of its first bar, in 4/4 or 3/4, with other metres where a bar is
  /// longer or shorter.
  ///
  /// The annotated downbeats are not used: they agree with the recordings less often than what the
  /// notes themselves tell.
  func barred() throws(Refusal) -> Score {
    guard let grid = BeatGrid(beats.map(\.onset), score) else {
      throw Refusal(.metre, "its beats are not a quarter apart in ticks")
    }
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
    return score.barred(
      on: grid, downbeats: downbeats.beats.map { $0 + range.lowerBound },
      beatsPerBar: beatsPerBar, from: range.lowerBound)
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
}
