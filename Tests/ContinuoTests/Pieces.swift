// The pieces that the command is tried with.

import MIDIFile
import Music
import TestSupport

/// The pieces that the command is tried with.
enum Pieces {
  /// Two staves with a pedal, six bars of 3/4, tempo and key.
  static let waltz = Score(
    ticksPerQuarter: 480,
    tracks: [
      Track(
        name: "Right hand",
        notes: (0..<18).map { note($0, 72 + $0 * 5 % 12, velocity: 80, unit: 480) }),
      Track(
        name: "Left hand", notes: (0..<6).map { note($0 * 3, 48 + $0, 3, unit: 480) },
        pedals: [Pedal(onset: Tick(0), duration: Tick(1000))]),
    ],
    tempos: [Tempo(onset: .zero, microsecondsPerQuarter: 400_000)],
    metres: [Metre(onset: .zero, numerator: 3, denominator: 4)],
    keys: [KeySignature(onset: .zero, sharps: -1, isMinor: true)])

  static let oneNote = Score(ticksPerQuarter: 96, tracks: [Track(notes: [note(0, 60, unit: 480)])])
  static let noNotes = Score(
    ticksPerQuarter: 480, tracks: [],
    tempos: [Tempo(onset: .zero, microsecondsPerQuarter: 400_000)])
  static let drums = Score(
    ticksPerQuarter: 480,
    tracks: [Track(channel: 9, notes: (0..<8).map { note($0, 36, unit: 480) })])

  /// 100,000 notes in a file of 3 MB.
  static let huge: [UInt8] = {
    let notes = (0..<100_000).map { index in
      Note(
        onset: Tick(index / 4 * 120), duration: Tick(120), pitch: Pitch(40 + index * 7 % 48),
        velocity: Velocity(1 + index % 127))
    }
    let bytes = Score(ticksPerQuarter: 480, tracks: [Track(notes: notes)]).midi()
    let rest = max(0, 3 << 20 - bytes.count - 8)
    let length = (0..<4).map { UInt8(truncatingIfNeeded: rest >> (24 - 8 * $0)) }
    // A chunk that no reader knows.
    return bytes + "XXXX".utf8 + length + [UInt8](repeating: 0, count: rest)
  }()
}
