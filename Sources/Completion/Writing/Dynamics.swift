// How loud new notes are when the model says nothing of it.

import Music
import Tokens

/// How loud new notes are: as loud as the notes at the same place of a bar are in the nearest bars,
/// by their median. The places are the first beat, the other beats, and between the beats.
struct Dynamics: Sendable {
  private enum Place: CaseIterable { case downbeat, beat, offbeat }

  /// Bars that are listened to.
  private static let memory = 4

  private let velocities: [Place: Velocity]
  private let normal: Velocity
  private let positionsPerBeat: Int

  /// - Parameters:
  ///   - given: Notes outside the hole, at least one.
  ///   - bar: The first of the hole, counted from zero. The last bars before it that have notes are
  ///     listened to, or where there are too few, the first from there on too.
  init(
    _ given: [Note], _ lines: BarLines, bar: Int, ticksPerQuarter: Int, _ vocabulary: Cells
  ) {
    positionsPerBeat = vocabulary.positionsPerBeat
    let filled = Set(given.map { lines.index(at: $0.onset) }).sorted()
    let before = filled.filter { $0 < bar }.suffix(Dynamics.memory)
    let after = filled.filter { $0 >= bar }.prefix(Dynamics.memory - before.count)
    let bars = Dictionary(
      uniqueKeysWithValues: (before + after).map {
        ($0, GridBar(lines, $0, ticksPerQuarter: ticksPerQuarter, vocabulary))
      })
    var heard: [Place: [Velocity]] = [:]
    for note in given {
      guard let bar = bars[lines.index(at: note.onset)] else { continue }
      let position = bar.nearestPosition(to: note.onset)
      heard[Dynamics.place(position, positionsPerBeat), default: []].append(note.velocity)
    }
    velocities = heard.compactMapValues(median)
    normal = median(heard.values.flatMap(\.self)) ?? Velocity(80)
  }

  /// The velocity of a new note at a position of its bar.
  func velocity(at position: Int) -> Velocity {
    velocities[Dynamics.place(position, positionsPerBeat)] ?? normal
  }

  private static func place(_ position: Int, _ positionsPerBeat: Int) -> Place {
    if position == 0 { return .downbeat }
    return position % positionsPerBeat == 0 ? .beat : .offbeat
  }
}

/// The middle one, of two in the middle the lower; nil of none.
private func median(_ velocities: [Velocity]) -> Velocity? {
  let sorted = velocities.sorted()
  return sorted.isEmpty ? nil : sorted[(sorted.count - 1) / 2]
}
