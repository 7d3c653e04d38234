// What sounds on each beat that speaks for or against its being the first of a bar.

import Foundation
import Music

/// How much speaks for each beat as the first of a bar: log odds, except for a constant.
///
/// A logistic regression on four features: how long the longest note lasts that begins on the beat,
/// how many notes are held over it, how far its lowest note is above the lowest around, and how
/// much the harmony changes. Each feature is centred on its mean in the piece, and counts on the
/// beat and on the beats before and after it.
struct BeatFeatures {
  /// Of the beat, of the one before and of the one after; fitted by logistic regression to the bar
  /// lines of scores of the training split.
  private struct Weights {
    let own, previous, next: Double
  }

  private static let longestWeights = Weights(own: 0.568, previous: -0.248, next: -0.384)
  private static let heldWeights = Weights(own: -1.065, previous: 0.158, next: 0.402)
  private static let bassWeights = Weights(own: -1.263, previous: 0.56, next: 0.845)
  private static let changeWeights = Weights(own: 1.757, previous: -0.961, next: -1.189)

  /// Log odds of each beat.
  let evidence: [Double]

  /// - Parameters:
  ///   - beat: Ticks of a beat.
  ///   - count: Beats, from the first on.
  init(_ notes: [Note], beat: Int, count: Int) {
    let features = [
      (Self.longest(notes, beat, count), Self.longestWeights),
      (Self.held(notes, beat, count), Self.heldWeights),
      (Self.heights(notes, beat, count), Self.bassWeights),
      (Self.changes(notes, beat, count), Self.changeWeights),
    ]
    var evidence = [Double](repeating: 0, count: count)
    for (values, weights) in features {
      let mean = values.reduce(0, +) / Double(count)
      for index in evidence.indices {
        evidence[index] += weights.own * (values[index] - mean)
        if index > 0 { evidence[index] += weights.previous * (values[index - 1] - mean) }
        if index + 1 < count { evidence[index] += weights.next * (values[index + 1] - mean) }
      }
    }
    self.evidence = evidence
  }

  /// The beat on which a note begins, as exactly as it is played.
  private static func begun(_ note: Note, _ beat: Int) -> Int? {
    let nearest = (note.onset.value + beat / 2) / beat
    return abs(note.onset.value - nearest * beat) <= beat / 12 ? nearest : nil
  }

  /// How long the longest note lasts that begins on each beat, in beats, at most four.
  private static func longest(_ notes: [Note], _ beat: Int, _ count: Int) -> [Double] {
    var values = [Double](repeating: 0, count: count)
    for note in notes {
      guard let place = begun(note, beat) else { continue }
      values[place] = max(values[place], min(4, Double(note.duration.value) / Double(beat)))
    }
    return values
  }

  /// The logarithm of how many notes are held over each beat, and one.
  private static func held(_ notes: [Note], _ beat: Int, _ count: Int) -> [Double] {
    var changes = [Int](repeating: 0, count: count + 1)
    for note in notes {
      let first = (note.onset.value + beat / 12) / beat + 1
      let end = max(0, note.end.value - beat / 12)
      let last = min(count - 1, (end + beat - 1) / beat - 1)
      guard first <= last else { continue }
      changes[first] += 1
      changes[last + 1] -= 1
    }
    var sum = 0
    return changes.dropLast().map { change in
      sum += change
      return log(Double(1 + sum))
    }
  }

  /// How far each beat's lowest note is above the lowest of seven beats, in octaves, at most one,
  /// which it is where no note begins.
  private static func heights(_ notes: [Note], _ beat: Int, _ count: Int) -> [Double] {
    var lowest = [Int](repeating: .max, count: count)
    for note in notes {
      guard let place = begun(note, beat) else { continue }
      lowest[place] = min(lowest[place], Int(note.pitch.number))
    }
    return lowest.indices.map { place in
      guard lowest[place] < .max else { return 1 }
      let around = lowest[max(0, place - 3)...min(count - 1, place + 3)].min() ?? lowest[place]
      return Double(min(12, lowest[place] - around)) / 12
    }
  }

  /// How little each beat's pitch classes have in common with those of the beat before: one less
  /// the cosine of the angle between them.
  private static func changes(_ notes: [Note], _ beat: Int, _ count: Int) -> [Double] {
    var classes = [Double](repeating: 0, count: 12 * count)
    for note in notes {
      let place = (note.onset.value + beat / 12) / beat
      classes[12 * place + Int(note.pitch.number) % 12] += min(
        1, Double(note.duration.value) / Double(beat))
    }
    func product(_ a: Int, _ b: Int) -> Double {
      (0..<12).reduce(0) { $0 + classes[12 * a + $1] * classes[12 * b + $1] }
    }
    return (0..<count).map { place in
      guard place > 0 else { return 0 }
      let size = (product(place, place) * product(place - 1, place - 1)).squareRoot()
      return size > 0 ? 1 - product(place, place - 1) / size : 1
    }
  }
}
