// Whether the notes of a piece repeat with its bars.

import Music

/// Whether the weight of the notes repeats with a piece's bars or with another period.
///
/// A beat weighs the square root of how long the notes last that begin on it, at most four beats
/// each. Where bars are right, their first beats are heavier than the mean of all beats; how much is
/// told in standard errors of such a mean.
struct MetreEvidence {
  let metre: BarMetre
  private let weights: [Double]

  private static let periods = [2, 3, 4, 5, 6]
  private static let leastBeats = 60
  private static let leastBars = 8
  /// How strong another period must be.
  private static let strong = 12.0
  /// How strong the own period must be from another beat on: a mazurka has its weight on the second.
  private static let strongShift = 18.0

  /// nil for a metre or a piece that tells too little.
  init?(_ notes: [Note], metre: BarMetre?, ticksPerQuarter: Int) {
    guard let metre, [2, 3, 4, 6].contains(metre.numerator), let last = notes.last?.onset.value
    else { return nil }
    let beat = max(1, ticksPerQuarter * 4 / metre.denominator)
    let count = last / beat + 2
    // A note far away is another check's; here it would only take memory.
    guard count >= Self.leastBeats, count <= 1 << 20 else { return nil }
    var sums = [Double](repeating: 0, count: count)
    for note in notes {
      let nearest = (note.onset.value + beat / 2) / beat
      guard 12 * abs(note.onset.value - nearest * beat) < beat else { continue }
      sums[nearest] += min(4, Double(note.duration.value) / Double(beat))
    }
    self.metre = metre
    weights = sums.map { $0.squareRoot() }
  }

  /// The period that the notes have when it is not that of the bars, with the beat it starts from.
  var betterPeriod: (beats: Int, phase: Int)? {
    let own = strength(period: metre.numerator, phase: 0)
    var best: (beats: Int, phase: Int, strength: Double) = (0, 0, 0)
    for period in Self.periods {
      for phase in 0..<period where !agrees(period, phase) {
        let strength = strength(period: period, phase: phase)
        guard strength > (period == metre.numerator ? Self.strongShift : Self.strong) else {
          continue
        }
        if strength > best.strength { best = (period, phase, strength) }
      }
    }
    guard best.beats > 0, best.strength > 2 * own else { return nil }
    return (best.beats, best.phase)
  }

  /// Whether the bars can be right where this is heavy: groups of bars, or parts of a bar.
  private func agrees(_ period: Int, _ phase: Int) -> Bool {
    let bar = metre.numerator
    return period % bar == 0 && phase % bar == 0 || bar % period == 0 && phase == 0
  }

  private func strength(period: Int, phase: Int) -> Double {
    let count = Double(weights.count)
    let mean = weights.reduce(0, +) / count
    let variance = weights.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let chosen = stride(from: phase, to: weights.count, by: period).map { weights[$0] }
    guard chosen.count >= Self.leastBars, variance > 0 else { return 0 }
    let size = Double(chosen.count)
    let error = (variance * (1 / size - 1 / count)).squareRoot()
    return (chosen.reduce(0, +) / size - mean) / error
  }
}
