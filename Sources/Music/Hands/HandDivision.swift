// Divides notes between two hands by beam search.

/// Divides notes between two hands, one chord after the other.
///
/// Each chord is cut in two, the upper part for the right hand. A beam search looks for the
/// division of least cost: after each chord the cheapest few hypotheses are kept. Those that agree
/// on the chord and the cut by which each hand struck last are merged (Viterbi 1967).
struct HandDivision {
  private struct Cut {
    var leftCount: Int
    /// The cut before it; nil at the beginning.
    var previous: Int?
  }

  private struct Step {
    var hypothesis: Int
    var leftCount: Int
    var cost: Float
  }

  private let weights: HandCosts
  private let ticksPerQuarter: Int
  /// How many hypotheses are kept.
  private let width = 8
  private var hypotheses = [DivisionHypothesis()]
  private var cuts: [Cut] = []

  init(weights: HandCosts = .fitted, ticksPerQuarter: Int) {
    self.weights = weights
    self.ticksPerQuarter = ticksPerQuarter
  }

  /// How many notes of each chord, from the lowest, the left hand has.
  mutating func leftCounts(_ chords: [HandChord]) -> [Int] {
    for (number, chord) in chords.enumerated() { advance(chord, number) }
    var counts: [Int] = []
    var last = hypotheses[0].cut
    while let cut = last {
      counts.append(cuts[cut].leftCount)
      last = cuts[cut].previous
    }
    return counts.reversed()
  }

  /// How many notes of a chord the left hand may have: any number, but of what no hands strike only
  /// some, so that no chord takes more than its share of time.
  private func leftCounts(of chord: HandChord) -> [Int] {
    let count = chord.notes.count
    let step = max(1, count / Self.mostCuts)
    return Array(stride(from: 0, to: count, by: step)) + [count]
  }

  private static let mostCuts = 32

  /// The hypotheses stay in the order of their costs.
  private mutating func advance(_ chord: HandChord, _ number: Int) {
    var steps: [Step] = []
    let leftCounts = leftCounts(of: chord)
    for (index, hypothesis) in hypotheses.enumerated() {
      for leftCount in leftCounts {
        let terms = hypothesis.terms(
          chord, leftCount: leftCount, ticksPerQuarter: ticksPerQuarter)
        let cost = hypothesis.cost + terms * weights
        steps.append(Step(hypothesis: index, leftCount: leftCount, cost: cost))
      }
    }
    steps.sort {
      ($0.cost, $0.hypothesis, $0.leftCount) < ($1.cost, $1.hypothesis, $1.leftCount)
    }
    let least = steps[0].cost
    var next: [DivisionHypothesis] = []
    for step in steps where next.count < width {
      let hypothesis = hypotheses[step.hypothesis]
      let strikes = hypothesis.lastStrikes(chord, leftCount: step.leftCount, number: number)
      if next.contains(where: { $0.lastStrikes == strikes }) { continue }
      cuts.append(Cut(leftCount: step.leftCount, previous: hypothesis.cut))
      var following = hypothesis.giving(chord, leftCount: step.leftCount, number: number)
      following.cost = step.cost - least
      following.cut = cuts.count - 1
      next.append(following)
    }
    hypotheses = next
  }
}

/// The hand of each note, for notes of which no staff tells it.
///
/// The cost of a division counts the stretch and the moves of the hands, crossings, collisions and
/// how voices go on; its weights were fitted to scores on two staves. Transposition changes
/// nothing. Takes a few seconds for a million notes.
///
///     let hands = splitIntoHands(notes, ticksPerQuarter: 480)  // hands[n] plays notes[n]
///
/// - Parameter notes: In any order.
public func splitIntoHands(_ notes: [Note], ticksPerQuarter: Int) -> [Hand] {
  let chords = HandChord.chords(of: notes, ticksPerQuarter: ticksPerQuarter)
  var division = HandDivision(ticksPerQuarter: ticksPerQuarter)
  var hands = Array(repeating: Hand.right, count: notes.count)
  for (chord, leftCount) in zip(chords, division.leftCounts(chords)) {
    for index in chord.indices.prefix(leftCount) { hands[index] = .left }
  }
  return hands
}
