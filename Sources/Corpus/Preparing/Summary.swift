// What went into a dataset, and what did not.

import Foundation
import Rendering

/// What went into a dataset, and what did not.
public struct Summary: Hashable, Sendable {
  public struct Counts: Hashable, Sendable {
    public var pieces = 0
    public var notes = 0
    public var bars = 0
    public var tokens = 0

    static func += (a: inout Counts, b: Counts) {
      a.pieces += b.pieces
      a.notes += b.notes
      a.bars += b.bars
      a.tokens += b.tokens
    }
  }

  public struct Omitted: Hashable, Sendable {
    public var pieces = 0
    public var notes = 0
  }

  /// By split, then by source.
  public private(set) var counts: [Split: [String: Counts]] = [:]
  /// How many pieces were left out for a reason, for each that there was.
  public private(set) var refused: [RefusalKind: Int] = [:]
  /// Pieces of which something is missing, and how many notes it has, for each kind.
  public private(set) var omitted: [OmissionKind: Omitted] = [:]
  /// Files that are not music by their names.
  public var otherFiles = 0

  init() {}

  mutating func add(_ piece: EncodedPiece, to split: Split) {
    let one = Counts(
      pieces: 1, notes: piece.piece.notes, bars: piece.piece.bars, tokens: piece.tokens.count)
    counts[split, default: [:]][piece.piece.source, default: Counts()] += one
    for omission in piece.omissions {
      omitted[omission.kind, default: Omitted()].pieces += 1
      omitted[omission.kind, default: Omitted()].notes += omission.notes
    }
  }

  mutating func refuse(_ kind: RefusalKind) { refused[kind, default: 0] += 1 }

  /// In the order of the kinds.
  public var refusalCounts: [(kind: RefusalKind, count: Int)] {
    RefusalKind.allCases.compactMap { kind in refused[kind].map { (kind, $0) } }
  }

  /// The counts as a table with aligned columns, a line for each split and source.
  public var table: String {
    var table = Table(columns: ["split", "source", "pieces", "notes", "bars", "tokens"])
    func add(_ split: String, _ source: String, _ counts: Counts) {
      table.add(
        .text(split), .text(source), .count(counts.pieces), .count(counts.notes),
        .count(counts.bars), .count(counts.tokens))
    }
    var all = Counts()
    for split in Split.allCases {
      let sources = counts[split] ?? [:]
      var sum = Counts()
      for (source, counts) in sources.sorted(by: { $0.key < $1.key }) {
        add(split.rawValue, source, counts)
        sum += counts
      }
      if sources.count > 1 { add(split.rawValue, "all", sum) }
      all += sum
    }
    add("all", "all", all)
    return table.lines().map { $0 + "\n" }.joined()
  }

  /// The table, and how many pieces were left out for which reason.
  var report: String {
    var text = table + "\n"
    for (kind, count) in refusalCounts { text += "\(kind.rawValue): \(count) left out\n" }
    for kind in OmissionKind.allCases {
      guard let sum = omitted[kind] else { continue }
      text += "\(kind.rawValue): \(sum.notes) notes omitted of \(sum.pieces) pieces\n"
    }
    text += "\(otherFiles) files are not music by their names\n"
    return text
  }
}
