// How loud new notes are when the model says nothing of it.

import Music

/// How loud new notes are: as loud as the notes at the same place of a bar were in the last bars of
/// the score, by their median. The places are the first beat, the other beats, and between the beats.
struct Dynamics: Sendable {
  private enum Place: CaseIterable { case downbeat, beat, offbeat }

  /// Bars of the score that are listened to, from the last note back.
  private static let memory = 4

  private let velocities: [Place: Velocity]
  private let normal: Velocity

  init(_ score: Score, _ lines: BarLines, _ vocabulary: Vocabulary) {
    let tracks = score.tracks.filter { !$0.isDrums }
    let last = lines.index(at: tracks.compactMap(\.notes.last?.onset).max() ?? .zero)
    let bars = (max(0, last - Dynamics.memory + 1)...last).map {
      GridBar(lines, $0, ticksPerQuarter: score.ticksPerQuarter, vocabulary)
    }
    var heard: [Place: [Velocity]] = [:]
    for note in tracks.flatMap({ $0.notes.reversed().prefix { $0.onset >= bars[0].bar.onset } }) {
      guard let bar = bars.last(where: { $0.bar.onset <= note.onset }) else { continue }
      let offset = (note.onset - bar.bar.onset).value
      let position = rounded(offset * bar.spanPositions, over: bar.spanTicks)
      heard[Dynamics.place(position, vocabulary), default: []].append(note.velocity)
    }
    velocities = heard.compactMapValues(median)
    normal = median(heard.values.flatMap(\.self)) ?? Velocity(80)
  }

  /// The velocity of a new note at a position of its bar.
  func velocity(at position: Int, _ vocabulary: Vocabulary) -> Velocity {
    velocities[Dynamics.place(position, vocabulary)] ?? normal
  }

  private static func place(_ position: Int, _ vocabulary: Vocabulary) -> Place {
    if position == 0 { return .downbeat }
    return position % vocabulary.positionsPerBeat == 0 ? .beat : .offbeat
  }
}

/// The middle one, of two in the middle the lower; nil of none.
private func median(_ velocities: [Velocity]) -> Velocity? {
  let sorted = velocities.sorted()
  return sorted.isEmpty ? nil : sorted[(sorted.count - 1) / 2]
}
