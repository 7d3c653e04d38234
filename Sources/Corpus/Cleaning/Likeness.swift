// What of a piece stays the same in another key, at another tempo and with small changes.

import Music
import Random

/// What of a piece stays the same in another key, at another tempo and with small changes: a sketch
/// of its top line and one of all its notes.
///
/// Notes that begin together are one step. A step of the top line is an interval and a ratio: how
/// far the highest note is from the one before, and how the last two distances in time compare, to
/// the nearest power of the square root of two. A step of all notes is that and the chord below.
/// The sets that are sketched hold n-grams of steps.
struct Likeness: Hashable, Sendable {
  var top: MinHash
  var whole: MinHash

  private static let topRun = 6
  private static let wholeRun = 3

  init(top: MinHash, whole: MinHash) { (self.top, self.whole) = (top, whole) }

  init(_ score: Score) {
    let chords = chords(score)
    var (topSteps, wholeSteps): ([UInt64], [UInt64]) = ([], [])
    for index in chords.indices.dropFirst(2) {
      let (before, chord) = (chords[index - 1], chords[index])
      let interval = UInt64(bitPattern: Int64(chord.top - before.top))
      let ratio = tempoRatio(chord.onset - before.onset, before.onset - chords[index - 2].onset)
      let step = SplitMix64.mixed(interval &* 64 &+ UInt64(bitPattern: Int64(ratio)))
      topSteps.append(step)
      wholeSteps.append(SplitMix64.mixed(step ^ chord.shape))
    }
    top = MinHash(of: runs(topSteps, of: Self.topRun))
    whole = MinHash(of: runs(wholeSteps, of: Self.wholeRun))
  }
}

/// Notes that begin together.
private struct ChordShape {
  var onset: Int
  var top: Int
  /// Of the distances of the other notes from the highest.
  var shape: UInt64
}

private func chords(_ score: Score) -> [ChordShape] {
  let notes = score.pianoTracks.flatMap(\.notes).sorted()
  return notes.runs(within: .zero, by: \.onset).map { run in
    let pitches = Set(notes[run].map { Int($0.pitch.number) }).sorted(by: >)
    let shape = pitches.reduce(UInt64(0)) {
      SplitMix64.mixed($0 ^ UInt64(pitches[0] - $1 + 1))
    }
    return ChordShape(onset: notes[run.lowerBound].onset.value, top: pitches[0], shape: shape)
  }
}

/// Twice the binary logarithm of a ratio, rounded, in -8...8; without a logarithm, so that it is
/// the same on every machine.
private func tempoRatio(_ a: Int, _ b: Int) -> Int {
  if a < b { return -tempoRatio(b, a) }
  var result = 0
  // It rounds to r or more from 2^((2 r - 1) / 4) on.
  let ratio = Double(a) / Double(b)
  let power = ratio * ratio * ratio * ratio
  var bound = 2.0
  while result < 8, power >= bound {
    result += 1
    bound *= 4
  }
  return result
}

/// The hashes of all runs of so many steps.
private func runs(_ steps: [UInt64], of length: Int) -> Set<UInt64> {
  guard steps.count >= length else { return [] }
  return Set(
    (0...steps.count - length).map { start in
      steps[start..<start + length].reduce(UInt64(length)) { SplitMix64.mixed($0 ^ $1) }
    })
}
