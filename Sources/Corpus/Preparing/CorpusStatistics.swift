// What the music of a dataset is like, in numbers.

import Music
import Tokens

/// What the music of a dataset is like: counts of pitches, durations, densities, metres, keys and
/// lengths. A piece adds to it and is let go, so that its size does not depend on the dataset's.
public struct CorpusStatistics: Sendable {
  public private(set) var pieces = 0
  /// Bars up to the one in which the last note begins.
  public private(set) var bars = 0
  public private(set) var notes = 0
  /// Notes by MIDI pitch, 0...127.
  public private(set) var pitches = [Int](repeating: 0, count: 128)
  /// Notes by their duration in quarters; the last bin has all the longer ones.
  public private(set) var durations = [Int](repeating: 0, count: Self.durationBounds.count + 1)
  /// Bars by how many notes begin in them; the last bin has all that have more.
  public private(set) var densities = [Int](repeating: 0, count: Self.mostNotes + 1)
  /// Bars by their time signature, such as "3/4".
  public private(set) var metres: [String: Int] = [:]
  /// Pieces by the key that their notes suggest, such as "E minor".
  public private(set) var keys: [String: Int] = [:]
  /// Pieces by how many bars they have; the last bin has all the longer ones.
  public private(set) var lengths = [Int](repeating: 0, count: Self.lengthBounds.count + 1)

  /// The upper ends of the bins of durations in quarters, included.
  public static let durationBounds: [(name: String, quarters: Double)] = [
    ("1/8", 1 / 8), ("1/6", 1 / 6), ("1/4", 1 / 4), ("1/3", 1 / 3), ("1/2", 1 / 2),
    ("2/3", 2 / 3), ("3/4", 3 / 4), ("1", 1), ("1.5", 1.5), ("2", 2), ("3", 3), ("4", 4),
  ]
  /// The upper ends of the bins of lengths in bars, included.
  public static let lengthBounds = [8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 512]
  private static let mostNotes = 48

  init() {}

  /// Reads all pieces of all parts, one after the other.
  public init(_ dataset: Dataset) {
    for store in [dataset.train, dataset.validation, dataset.test] {
      for piece in 0..<store.pieceCount {
        add(dataset.tokenizer.decode(store.tokens(ofPiece: piece)))
      }
    }
  }

  mutating func add(_ score: Score) {
    pieces += 1
    let played = score.tracks.flatMap(\.notes).sorted()
    let all = score.bars(through: played.last?.onset ?? .zero)
    bars += all.count
    if let key = score.estimatedKey { keys["\(key)", default: 0] += 1 }
    lengths[bin(all.count, Self.lengthBounds)] += 1
    for bar in all { metres["\(bar.numerator)/\(bar.denominator)", default: 0] += 1 }
    var (bar, inBar) = (0, 0)
    for note in played {
      while note.onset >= all[bar].end {
        densities[min(inBar, Self.mostNotes)] += 1
        (bar, inBar) = (bar + 1, 0)
      }
      inBar += 1
      notes += 1
      pitches[Int(note.pitch.number)] += 1
      let quarters = Double(note.duration.value) / Double(score.ticksPerQuarter)
      durations[bin(quarters - 1e-6, Self.durationBounds.map(\.quarters))] += 1
    }
    densities[min(inBar, Self.mostNotes)] += 1
  }
}

/// The first bin whose upper end is not below the value.
private func bin<Value: Comparable>(_ value: Value, _ bounds: [Value]) -> Int {
  bounds.firstIndex { value <= $0 } ?? bounds.count
}
