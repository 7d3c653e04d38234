// What is in a score, as a table to be read.

import Music
import Rendering

/// What is in a score, as a table to be read.
struct ScoreTable {
  private let score: Score
  private let bars: Int
  private let tokens: Int

  /// Changes of metre or tempo beyond which only their number is told.
  private static let mostChanges = 6

  init(_ score: Score, bars: Int, tokens: Int) {
    (self.score, self.bars, self.tokens) = (score, bars, tokens)
  }

  var text: String {
    let notes = score.tracks.flatMap(\.notes)
    var rows = [
      ["bars", "\(bars)"],
      ["metre", metres],
      ["tempo", tempos],
      ["duration", duration],
      ["notes", "\(notes.count)"],
      ["range", range(notes)],
      ["division", "\(score.ticksPerQuarter) ticks per quarter"],
      ["tokens", "\(tokens)"],
    ]
    for (index, track) in score.tracks.enumerated() {
      rows.append(["track \(index + 1)", describe(track)])
    }
    return Table(columns: ["what", "value"], rows: rows).lines(withNames: false)
      .joined(separator: "\n")
  }

  private var metres: String {
    let changes = score.metres.map { ($0.onset, "\($0.numerator)/\($0.denominator)") }
    return list(changes, before: "4/4")
  }

  private var tempos: String {
    let changes = score.tempos.map { ($0.onset, "\(decimal($0.quartersPerMinute, 0))") }
    return list(changes, before: "120") + " quarters per minute"
  }

  /// - Parameter before: What holds before the first change.
  private func list(_ changes: [(onset: Tick, text: String)], before: String) -> String {
    var changes = changes
    if changes.first?.onset != .zero { changes.insert((.zero, before), at: 0) }
    let shown = changes.prefix(ScoreTable.mostChanges).map { change in
      change.onset == .zero ? change.text : "\(change.text) from \(time(change.onset))"
    }
    let rest = changes.count - shown.count
    return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) changes more" : "")
  }

  private func describe(_ track: Track) -> String {
    let instrument =
      track.isDrums ? "drums" : track.program < 8 ? "piano" : "program \(track.program + 1)"
    let pedals = track.pedals.isEmpty ? "" : ", \(track.pedals.count) pedals"
    let name = track.name.filter { !$0.isNewline && $0 != "\u{1B}" }
    return "\(track.notes.count) notes, \(range(track.notes))\(pedals), \(instrument), "
      + "channel \(track.channel + 1)" + (name.isEmpty ? "" : ", \"\(name)\"")
  }

  private func range(_ notes: [Note]) -> String {
    guard let low = notes.map(\.pitch).min(), let high = notes.map(\.pitch).max() else {
      return "no notes"
    }
    return low == high ? "\(low)" : "\(low) to \(high)"
  }

  private var duration: String { time(score.end) }

  /// Minutes and seconds from the start.
  private func time(_ tick: Tick) -> String {
    // A nanosecond more: half a second is rounded up, though the sum of its parts may be a hair
    // less.
    let seconds = Int((TempoMap(score).seconds(at: tick) + 1e-9).rounded())
    return "\(seconds / 60):" + (seconds % 60 < 10 ? "0" : "") + "\(seconds % 60)"
  }
}
