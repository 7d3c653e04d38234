// Which of many pieces has most of a passage's runs of notes.

import Music

/// Which of many pieces has most of a passage's runs of notes.
public struct PhraseIndex: Sendable {
  /// Runs with their pieces, ascending, each pair once.
  private let runs: [UInt64]
  private let pieces: [Int32]

  /// - Parameter pieces: The runs of each piece, as `Phrases` gives them.
  public init(_ pieces: some Sequence<[UInt64]>) {
    var entries: [(run: UInt64, piece: Int32)] = []
    for (piece, runs) in pieces.enumerated() {
      entries += Set(runs).map { ($0, Int32(piece)) }
    }
    entries.sort { ($0.run, $0.piece) < ($1.run, $1.piece) }
    runs = entries.map(\.run)
    self.pieces = entries.map(\.piece)
  }

  /// The largest share of the different runs that one piece has, and the piece; nil for no runs.
  public func nearest(_ passage: [UInt64]) -> (share: Double, piece: Int?)? {
    let wanted = Set(passage)
    guard !wanted.isEmpty else { return nil }
    var counts: [Int32: Int] = [:]
    for run in wanted {
      for entry in runs.partitioningIndex(where: { $0 >= run })..<runs.count {
        guard runs[entry] == run else { break }
        counts[pieces[entry], default: 0] += 1
      }
    }
    // Of equally near pieces the first, so that the answer is always the same one.
    let best = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
    return (Double(best?.value ?? 0) / Double(wanted.count), best.map { Int($0.key) })
  }
}
