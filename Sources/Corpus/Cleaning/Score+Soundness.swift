// Whether a score is piano music with bars, or something that only looks like it.

import Beats
import Music

/// Bounds that music does not cross; how far real scores stay within them stands in
/// Documentation/dataset.md.
private enum Bounds {
  static let leastNotes = 16
  static let leastPitches = 4
  static let mostAtOnce = 24
  static let mostNotesPerSecond = 100.0
  static let mostBarsPerNote = 4
  static let leastOnGrid = 0.7
}

extension Score {
  /// Checks that there is enough music, for a piano, in a density that hands play.
  ///
  /// - Parameter hasBars: Whether the notes must agree with the bars.
  func checkSoundness(hasBars: Bool) throws(Refusal) {
    let notes = pianoTracks.flatMap(\.notes).sorted()
    guard pianoTracks.contains(where: { $0.program < 8 }) || notes.isEmpty else {
      throw Refusal(.noPiano, "no track has a piano's program")
    }
    guard notes.count >= Bounds.leastNotes else { throw Refusal(.trivial, "\(notes.count) notes") }
    let pitches = Set(notes.map(\.pitch)).count
    guard pitches >= Bounds.leastPitches else {
      throw Refusal(.trivial, "\(notes.count) notes of \(pitches) pitches")
    }
    try checkDensity(notes)
    if hasBars { try checkBars(notes) }
  }

  private func checkDensity(_ notes: [Note]) throws(Refusal) {
    let most = notes.runs(within: .zero, by: \.onset).map(\.count).max() ?? 0
    guard most <= Bounds.mostAtOnce else {
      throw Refusal(.density, "\(most) notes begin at once")
    }
    let seconds = TempoMap(self).seconds(at: end)
    guard Double(notes.count) <= Bounds.mostNotesPerSecond * seconds else {
      throw Refusal(.density, "\(notes.count) notes in \(Int(seconds)) seconds")
    }
    guard barCount <= Bounds.mostBarsPerNote * notes.count else {
      throw Refusal(.density, "\(notes.count) notes in \(barCount) bars")
    }
  }

  private func checkBars(_ notes: [Note]) throws(Refusal) {
    let onGrid = Double(notes.count { isOnGrid($0.onset) }) / Double(notes.count)
    guard onGrid >= Bounds.leastOnGrid else {
      throw Refusal(
        .metre, "\(Int(onGrid * 100)) of 100 notes stand on the beats and their parts")
    }
    guard let evidence = MetreEvidence(notes, metre: onlyMetre, ticksPerQuarter: ticksPerQuarter),
      let period = evidence.betterPeriod
    else { return }
    throw Refusal(
      .metre,
      "the notes have a period of \(period.beats) beats from beat \(period.phase + 1), not bars of "
        + "\(evidence.metre.numerator)/\(evidence.metre.denominator)")
  }

  /// Whether a tick is near an eighth or a twelfth of a quarter; a third of all places is.
  private func isOnGrid(_ onset: Tick) -> Bool {
    [8, 12].contains { parts in
      let rest = onset.value * parts % ticksPerQuarter
      // In parts of a quarter: at most 1/96.
      return 96 * min(rest, ticksPerQuarter - rest) <= parts * ticksPerQuarter
    }
  }

  /// The metre of a score that has one only.
  private var onlyMetre: BarMetre? {
    guard metres.count <= 1 else { return nil }
    guard let metre = metres.first else { return BarMetre(4, 4) }
    return metre.onset == .zero ? BarMetre(metre.numerator, metre.denominator) : nil
  }
}
